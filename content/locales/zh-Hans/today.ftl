today-title = 今天
today-next-today = 下一场
today-next-tomorrow = 明天
today-next-people = 名单人数
today-next-register = 点名
today-next-group = 看看这个小组
today-later = 今天还有
today-tomorrow = 明天
# $count (Number): registers owed
today-overdue-title = 还有 { $count } 次课没交点名
# $count (Number): registers in which something does not agree
today-doubt-title = 有 { $count } 次点名，两边说的不一样
# $day (String), $group (String), $title (String): the session's day, group and module
today-overdue-row = { $day }，{ $group }：{ $title }
today-empty-title = 今明两天没有课
# $day (String): the day in full; $time (String): HH:MM; $place (String): the site
today-empty-after = 下一次课：{ $day } { $time }，{ $place }。
today-empty-none = 后面还没有排课。需要的话，请协调员开一个小组。
today-empty-groups = 看看小组
# $total (Number): how many there are
today-list-all = 看全部 { $total } 条
today-list-ahead = 看后面所有的课
