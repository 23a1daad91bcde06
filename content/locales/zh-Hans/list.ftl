list-pager-label = 列表分页
list-pager-shown = 第 { $from }–{ $to } 条，共 { $total } 条
list-pager-first = 回到开头
list-pager-next = 看后面的
