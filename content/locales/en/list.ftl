list-pager-label = Parts of the list
list-pager-shown = { $from }–{ $to } of { $total }
list-pager-first = From the beginning
list-pager-next = Show more
list-search-find = Search
# $count (Number): how many were found; $q (String): what was searched for
list-search-found = { $count ->
    [0] Nothing here has “{ $q }” in it.
    [one] One here has “{ $q }” in it.
   *[other] { $count } here have “{ $q }” in them.
}
list-search-all = Show all
