consents-list-title = 同意事项和聊天
# $name (String): the witness's name
consents-list-witness = 见证人{ $name }
consents-list-unasked = 还没问过
consents-list-chat = 手机聊天
consents-list-linked = 已连上
consents-list-unlinked = 没有连
consents-list-withdraw = 登记撤回同意
consents-list-record = 登记同意情况
consents-list-link = 连接聊天

consents-purpose-service-messages = 小贴士和上课提醒
consents-purpose-attendance-link = 聊天和小组名单相连
consents-purpose-surveys = 课后小问题
consents-purpose-sensitive-data = 孩子年龄段、需要的照顾

consents-status-given = 同意
consents-status-refused = 不同意
consents-status-withdrawn = 收回同意
consents-status-expired = 已过期

consents-method-tapped = 本人在手机上点选
consents-method-read-aloud = 念给本人听
consents-method-oral = 口头
consents-method-written = 书面

consents-new-title = 登记同意情况
consents-new-lead = 请把下面的话念给家长听，等对方回答。不同意也没关系，照样可以来上课。
consents-new-text = 请念这段话
# $version (Number): which version of the text
consents-new-version = 文本第 { $version } 版

consents-form-purpose = 问哪件事？
consents-form-has-left = 她现在不在任何小组里。以前同意过的，随时可以撤回。
consents-form-status = 对方怎么说？
consents-form-method = 怎么表示的？
consents-form-witness = 见证人
consents-form-witness-hint = 在场听到的另一个人的姓名。书面同意可以不填。
consents-form-submit = 保存

consents-error-status = 回答：请选同意、不同意或收回同意。
consents-error-witness-length = 见证人：姓名最多 60 个字。
consents-error-version = 这段话刚改过，请念新的一版，再问一次。
