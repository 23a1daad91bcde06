overview-title = 总览
overview-filter-area = 地区
overview-filter-period = 时间
overview-filter-partner = 伙伴
overview-filter-all = 全部
overview-filter-show = 查看
# $when (String): date and time, already written out
overview-as-of = 数据截至 { $when }
# $year, $number (String)
overview-period-quarter = { $year } 年第 { $number } 季度
# $day (String): the Monday
overview-period-week = { $day }开始的一周

overview-ladder-label = 从曝光到参与
overview-ladder-impressions = 曝光次数
overview-ladder-impressions-note = 平台上报的次数，不是人数
overview-ladder-reach = 平台触达
# $channel (String)
overview-ladder-reach-note = { $channel }一天内的人数，是上报数里最大的一个。几个平台的人会重复，不能相加。
overview-ladder-reach-none = 还没有平台上报人数
overview-ladder-bot = 打开聊天
overview-ladder-bot-note = 人
overview-ladder-enrolled = 报了名
overview-ladder-enrolled-note = 人，只算这段时间
overview-ladder-came = 来过至少一次
# $part, $of, $percent (Number): people
overview-ladder-came-note = 名单上 { $of } 人，来了 { $part } 人，占 { $percent } %
overview-ladder-completed = 学完
# $part, $of, $percent (Number): people
overview-ladder-completed-note = 小组已上完最后一课的 { $of } 人中，{ $part } 人学完，占 { $percent } %
overview-ladder-small = 人数太少，不显示比例
overview-ladder-nobody = 还没有人
overview-never-added = 各层数的是不同的东西，不能相加。双线的两层是平台上报的。

overview-needs-title = 等您处理
# $count (Number): registers owed
overview-needs-registers = { $count ->
   *[other] 次课还没交点名
}
# $count (Number): registers in which something does not agree
overview-needs-conflicts = { $count ->
   *[other] 次点名，两边说的不一样
}
overview-needs-alerts = 条求助还没办结
overview-needs-none = 这里没有等您处理的事。

overview-channels-title = 各渠道上报的数
overview-channels-note = 曝光和互动是合计。人数只列单日最大的一个：不同日子、不同渠道的人可能是同一批。
overview-channels-column = 渠道
overview-channels-empty = 这个地区这段时间还没有上报数据。

overview-attendance-title = 各地每周到场
# $from, $to (Number): percent
overview-attendance-rose = 最近有数的两周里，到场率从 { $from } % 升到 { $to } %
overview-attendance-fell = 最近有数的两周里，到场率从 { $from } % 降到 { $to } %
overview-attendance-same = 到场率保持在 { $to } %
overview-attendance-first = 到场率是 { $to } %
overview-attendance-none = 这段时间没有上课
overview-attendance-table = 同样的数，列成表
overview-attendance-note = 到场人次／应到人次和比例。按整周算，周一到周日。“–”是没有上课；“<5”是应到不足 5 人次，为了不让人认出是谁，不显示，合计也一起不显示。
overview-attendance-area = 地区
overview-attendance-all = 合计
overview-attendance-tiles = 按地区和周：颜色越深，到场的比例越高
# $part, $of, $percent (Number)
overview-share = { $part }／{ $of } · { $percent } %
overview-missing = 缺

overview-survey-title = 家长怎么说
overview-survey-question = 问题
overview-survey-n = 回答数
overview-survey-mean = 平均分
overview-survey-note = 1 分最低，5 分最高；“回家试试”是 0 到 2 分。不足 5 份回答不显示，免得认出是谁。
overview-survey-empty = 这段时间没有回答。
overview-question-useful = 这次课有用吗？
overview-question-followed = 听着难不难？
overview-question-try-home = 回家会试试吗？

overview-export = 下载 Excel
overview-export-readme = 说明
overview-export-ladder = 各层人数
overview-export-channels = 渠道
overview-export-attendance = 到场
overview-export-survey = 反馈
overview-export-step = 层
overview-export-number = 数
overview-export-note = 怎么数的
overview-export-week = 周一
overview-export-code = 地区代码
overview-export-came = 到场
overview-export-expected = 应到
overview-export-share = 比例

overview-error-filter = 地区、时间或伙伴：这里没有这个选项。
