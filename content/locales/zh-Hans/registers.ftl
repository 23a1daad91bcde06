registers-show-title = 点名
registers-show-marked = 已点
registers-show-all = 全部到了
registers-show-all-done = 没点的都记为到了
registers-show-undo = 撤回
registers-show-save = 保存
registers-show-walk-in = ＋ 新来的人
# $heads (Number): people counted without a name
registers-show-heads = 另有 { $heads } 人没留名字
registers-show-off = 这次课已取消。点名会先留着，等有人说明到底上没上，再看算不算。
registers-back-today = 今天

# $band (String): ages in years, such as 3–5
registers-row-band = { $band } 岁
registers-row-walk-in = 新来的
registers-row-enrol = 加入这个小组
registers-row-enrolled = 已加入小组
registers-row-waits = 排队等名额
registers-row-page = 看她的资料
registers-row-more = 早退、请假
registers-row-clear = 撤回这一格
registers-row-reason = 请假原因

registers-rsvp-coming = 会来
registers-rsvp-cannot = 来不了
registers-rsvp-none = 没回

registers-status-unmarked = 没点
registers-status-present = 到了
registers-status-late = 迟到
registers-status-left-early = 早退
registers-status-absent-excused = 请假
registers-status-absent-unexcused = 没来

registers-excuse-none = 没说
registers-excuse-ill = 生病
registers-excuse-work = 干活、上班
registers-excuse-family = 家里有事
registers-excuse-other = 别的原因

registers-doubt-row = 这一格点的不一样，都先留着。以哪个为准？
registers-doubt-session = 这次课两边说的不一样，都先留着。以哪个为准？
registers-doubt-heads = 没留名字的人，两边数的不一样。以哪个为准？
# $source (String): facilitator, supervisor, caregiver or paper; $name (String): who recorded it
# $when (String): day and time
registers-doubt-who = { $source ->
    [supervisor] 协调员{ $name }
    [caregiver] 家长本人{ $name }
    [paper] 纸质名单{ $name }
   *[facilitator] 带领员{ $name }
}，{ $when }
# $source (String): facilitator, supervisor, caregiver or paper; $when (String): day and time
registers-doubt-source = { $source ->
    [supervisor] 协调员
    [caregiver] 家长本人
    [paper] 纸质名单
   *[facilitator] 带领员
}，{ $when }
registers-doubt-marked = 点了名
# $count (Number): heads counted without a name
registers-doubt-counted = 没留名字的 { $count } 人
registers-doubt-said-held = 课上了
registers-doubt-said-not = 课没有上
registers-doubt-off = 安排里：已取消
# $reason (String): why, in the coordinator’s words
registers-doubt-off-because = 安排里：已取消，“{ $reason }”
# $count (Number): people with a mark
registers-doubt-has = 点名里：已点 { $count } 人
# $what (String): a status, such as Present
registers-doubt-keep = 以“{ $what }”为准
# $count (Number): heads counted without a name
registers-doubt-keep-heads = 以 { $count } 人为准
registers-doubt-held = 上了，点名算数
registers-doubt-did-not-happen = 没有上，点名不算
registers-doubt-saves = 您在这一页已经点的，会一起保存。

registers-saved-title = 点名存好了
registers-saved-submitted = 点名已提交
# $came (Number): caregivers who came, late ones included
# $total (Number): everybody on the register
# $late (Number): those who came late
registers-saved-counts = { $late ->
    [0] { $total } 人中到了 { $came } 人
   *[other] { $total } 人中到了 { $came } 人，{ $late } 人迟到
}
# $unmarked (Number): people without a mark
registers-saved-unmarked = 还有 { $unmarked } 人没点。
# $doubts (Number): people who were marked in different ways
registers-saved-doubts = 有 { $doubts } 个人点的不一样。定下来之前，先不给他们发这次课的消息。
registers-saved-waits = 关于这次课，两边说的不一样，都先留着。
registers-saved-decide = 去定一下
registers-saved-next-title = 接下来
registers-saved-next = 今晚，来了的家长会收到“课上做了什么”和三个小问题；没来的会收到这一课的小贴士和下次时间。
registers-saved-next-waits = 定下来之前，先不发这次课的消息；定好以后会自动发。
registers-saved-submit = 提交点名
registers-saved-today = 回到今天
registers-saved-back = 再改一改

registers-new-title = 新来的人
registers-new-lead = 来了名单上没有的人。写个名字就行。
registers-form-name = 姓名
registers-form-phone = 电话（愿意就留）
registers-form-phone-hint = 写全号码，或只写后四位
registers-form-relation = 是孩子的
registers-form-relation-empty = 没说
registers-new-text = 有时间就问一问
registers-form-consent = 愿意收贴士和提醒吗？
registers-form-consent-hint = 不愿意也一样可以参加。
registers-form-witness-hint = 口头同意的才要写：在场听到的另一个人
registers-form-submit = 加上，记为到了
registers-consent-later = 没问，或者先不要：只登记
registers-consent-read-aloud = 愿意，念给她听过
registers-consent-oral = 愿意，口头说的
registers-consent-written = 愿意，签了字
registers-consent-heads = 不登记，只算一个人数

registers-error-mark = 这一页有一格看不懂，请重新打开点名。
registers-error-settled = 这件事已经有人定了，请重新打开点名看一看。
registers-error-future = 这次课还没到日子，当天才能点名。
registers-error-not-held = 还没有给任何人点名，请先点名再提交。
registers-error-name = 姓名：请写姓名，最多 60 个字；或者选“只算一个人数”。
registers-error-phone = 电话：请写全号码（11 位，国外的写 + 和国家代码），或只写后四位，或者空着。
registers-error-consent = 请选愿意不愿意；没问的，选“只登记”。
registers-error-group-closed = 这个小组已经结束或取消，不能再加人。
registers-error-too-many = 一次超过 500 条了，请分几次发送。
registers-error-format = 这里读不懂这批记录的格式：只收第 1 版和第 2 版。请先更新应用。
registers-error-body = 发来的内容读不懂：有字段缺失、不认识或超出范围。
