list-pager-label = 列表分页
list-pager-shown = 第 { $from }–{ $to } 条，共 { $total } 条
list-pager-first = 回到开头
list-pager-next = 看后面的
list-search-find = 查找
# $count (Number): how many were found; $q (String): what was searched for
list-search-found = { $count ->
    [0] 没有找到“{ $q }”。
   *[other] “{ $q }”找到 { $count } 条。
}
list-search-all = 看全部
