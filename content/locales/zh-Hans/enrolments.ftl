enrolments-new-title = 加入小组
enrolments-new-lead = 从今天起就在小组名单上；同意收消息的，会收到这个小组的提醒。
enrolments-new-none = 没有别的小组可以加入：您负责的、还没结束的小组，名单上都有了。
enrolments-new-search = 小组、编号或地点
enrolments-new-submit = 加入
# $code (String): the group's code; $name (String): its name; $free (Number): free places, at least 1
enrolments-new-free = { $name }（{ $code }）：还有 { $free } 个名额
# $code (String): the group's code; $name (String): its name; $waiting (Number): people who wait already
enrolments-new-full = { $name }（{ $code }）：满了，{ $waiting ->
    [0] 可以排第一位
   *[other] 前面有 { $waiting } 人在等
}
enrolments-form-group = 加入哪个小组？

enrolments-leave-title = 退出小组
enrolments-leave-lead = 来过的课照样算数。退出以后的课，不再发消息。
enrolments-leave-waits = 现在还在排队，会从排队名单上去掉。
enrolments-leave-over = 这个名额已经结束了。
enrolments-leave-submit = 记下退出
enrolments-leave-link = 退出小组
enrolments-form-why = 为什么？
enrolments-form-last = 在小组的最后一天
enrolments-form-last-hint = 到这一天为止的课，名单上还有这个名字。

enrolments-why-moved = 搬走了
enrolments-why-no_time = 工作或家里太忙
enrolments-why-not_for_her = 觉得不合适
enrolments-why-transferred = 转到别的小组
enrolments-why-lost = 联系不上
enrolments-why-other = 其他

enrolments-error-group = 加入哪个小组：请选一个。
enrolments-error-why = 为什么：请选最合适的一项。
enrolments-error-last-form = 最后一天：请写日期，例如 2026-12-03。
enrolments-error-last-ahead = 最后一天：只能是今天或以前。
enrolments-error-last-early = 最后一天：那时还没有入组。写入组的前一天，表示其实没有入过组。
enrolments-error-last-came = 最后一天：这天以后还来上过课。请选来的那天或以后。
enrolments-error-completed = 已经结业，不用再退出。
enrolments-error-meanwhile = 这个名额刚刚被别人改过，请再看一下。
