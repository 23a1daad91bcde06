list-pager-label = Parts of the list
list-pager-shown = { $from }–{ $to } of { $total }
list-pager-first = From the beginning
list-pager-next = Show more
