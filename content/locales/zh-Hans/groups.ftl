groups-index-title = 小组
groups-index-open = 开一个小组
# $when (String): day and time, already written out
groups-index-search = 名称、编号或地点
groups-index-find = 找
groups-index-found = { $count ->
    [0] 没有叫“{ $q }”的小组。
   *[other] 找到 { $count } 个叫“{ $q }”的小组。
}
groups-index-all = 看全部小组
groups-index-next = 下一次课：{ $when }
groups-index-no-next = 后面没有排课
# $people (Number): people on the list
groups-row-people = { $people } 人
groups-empty-title = 还没有小组
groups-empty-open = 开好小组，每次课的日期会自动排好。
groups-empty-ask = 请协调员把您加到小组里，您带的小组就会出现在这里。

groups-new-title = 开一个小组
groups-new-where = 在哪里上课
groups-new-group = 小组
groups-new-when = 什么时候上课
groups-new-weekly = 每周一次，星期几和第一次课一样。每个模块上一次课。
groups-new-who = 谁来带
groups-new-site = 新地点

groups-form-choose = 请选择
groups-form-nobody = 暂时没有
groups-form-site = 地点
groups-form-site-new = 新地点，在下面填写
groups-form-site-name = 地点名称
groups-form-site-name-hint = 大家平时怎么叫，例如“村活动室”
groups-form-site-area = 在哪个县或区
groups-form-site-area-hint = 名称或六位代码，例如 450123
groups-form-site-code = 地点编号
groups-form-site-code-hint = 字母、数字或横线，同一个县里不能重复
groups-form-kind = 是什么地方
groups-form-settlement = 周围是
groups-form-accessibility = 进门要上台阶吗？
groups-form-zone = 当地时间
groups-form-zone-hint = 上课时间按它来写
groups-form-zone-usual = 按当地惯例
groups-form-name = 小组名称
groups-form-name-hint = 您和同事好认的名称，例如“龙安第一组”
groups-form-code = 小组编号
groups-form-code-hint = 字母、数字或横线，同一个地点不能重复
groups-form-curriculum = 课程
groups-form-capacity = 名额
groups-form-first = 第一次课的日期
groups-form-time = 上课时间
groups-form-time-hint = 当地时间，例如 10:00
groups-form-left-out = 不上课的日子
groups-form-left-out-hint = 比如节假日，写成 2027-01-01，几天之间用逗号隔开。碰到这些日子，后面的课顺延一周。
groups-form-lead = 主带
groups-form-second = 搭档
groups-form-third = 第二位搭档
groups-form-submit = 开小组，排好课

groups-kind-community = 社区或村里的活动室
groups-kind-school = 学校或幼儿园
groups-kind-clinic = 卫生院或医院
groups-kind-service_centre = 服务站
groups-kind-home = 家里
groups-kind-online = 线上
groups-kind-other = 其他
groups-settlement-rural = 农村
groups-settlement-township = 乡镇或县城
groups-settlement-urban = 城市
groups-accessibility-step_free = 不用，轮椅、推车能进
groups-accessibility-steps = 要上台阶
groups-accessibility-unknown = 还没有看过
groups-zone-shanghai = 北京时间
groups-zone-urumqi = 新疆时间（乌鲁木齐），比北京时间晚两小时
groups-zone-hong_kong = 香港时间
groups-zone-macau = 澳门时间
groups-zone-taipei = 台北时间

groups-state-forming = 筹备中
groups-state-open = 还没开课
groups-state-running = 进行中
groups-state-closed = 已结束
groups-state-cancelled = 已取消
groups-part-lead = 主带
groups-part-co = 搭档
groups-part-cover = 代课

groups-show-place = 地点
groups-show-next = 下一次课
groups-show-team = 带领员
groups-show-people = 人数
# $people (Number): people in the group now; $capacity (Number): its places
groups-show-places = { $people } 人，名额 { $capacity }
groups-show-curriculum = 课程
groups-show-code = 编号
# $count (Number): how many sessions
groups-show-sessions = { $count } 次课
groups-show-caregivers = 家长

groups-error-site-two = 地点：已经选了一个，下面又填了新地点。要开在新地点，请选“新地点”；不是的话，请清空下面填的。
groups-error-site-unknown = 地点：请从列表里选一个，或在下面填写新地点。
groups-error-zone-offered = 当地时间：请从列表里选一个。
groups-error-site_area-county = 在哪个县或区：请填到县或区，例如 450123。
groups-error-site_code-form = 地点编号：1 到 20 个字母、数字或横线。
groups-error-site_code-taken = 地点编号：这个县里已经有了，请换一个。
groups-error-site_name-length = 地点名称：1 到 60 个字。
groups-error-name-length = 小组名称：1 到 60 个字。
groups-error-code-form = 小组编号：1 到 20 个字母、数字或横线。
groups-error-code-taken = 小组编号：这个地点已经有了，请换一个。
groups-error-curriculum-published = 课程：请选一套已发布的。
groups-error-curriculum-empty = 课程：这套课程还没有模块，排不了课。
groups-error-capacity-range = 名额：请填 1 到 200 之间的整数。
groups-error-first-date = 第一次课的日期：请填一个日期，例如 2026-12-03。
groups-error-first-far = 第一次课的日期：离今天不能超过一年。
groups-error-time-clock = 上课时间：请填几点几分，例如 10:00。
groups-error-left_out-date = 不上课的日子：请写成 2027-01-01 这样，用逗号隔开，最多 60 天。
groups-error-lead-missing = 主带：请选一位，没有主带不能开课。
groups-error-lead-area = 主带：这位不是这个县的带领员，请另选一位。
groups-error-second-same = 搭档：不能和主带是同一个人。
groups-error-second-area = 搭档：这位不是这个县的带领员，请另选一位。
groups-error-third-same = 第二位搭档：这位已经是主带或搭档了。
groups-error-third-area = 第二位搭档：这位不是这个县的带领员，请另选一位。
groups-error-lead-over = 主带：这个小组已经结束或取消，不用再换人了。
groups-error-minutes = 每次课的时长：1 到 1440 分钟。
groups-error-rule = 排课规则：读不懂，请检查。

# $name (String): who has waited longest
groups-line-first = 排在最前面等名额的是：{ $name }
groups-line-enrol = 请入小组
groups-line-full = 眼下没有空名额。有人离开后，可以在这里把名额补上。
groups-error-line-full = 这个小组没有空名额了。
groups-error-line-empty = 这个小组已经没有人在等名额了。
groups-error-line-over = 这个小组已经结束或取消，不能再加人。
groups-team-title = 更换带领员
groups-team-what = 从今天起生效。没有选上的人，以后看不到这个小组、组里的家长和点名。
groups-team-submit = 保存
groups-show-gone = 账号或角色已结束
