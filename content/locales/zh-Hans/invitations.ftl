invitations-new-title = 邀请同事
invitations-new-lead = 会生成一个邀请码和二维码，给对方看或打印出来就行，不需要邮箱。
invitations-form-role = 对方负责什么？
invitations-form-area = 在哪里？
invitations-form-area-hint = 省、市或县的名称，或六位代码。不填表示所有地区。
invitations-form-submit = 生成邀请
invitations-error-role = 角色：请从列表里选一个。
invitations-error-code = 邀请码：共十位字母和数字，请照邀请上的填。
invitations-code-title = 邀请做好了
# $role (String): the role's name; $area (String): the area's name
invitations-code-for = { $role }，{ $area }
invitations-code-card = 陪伴邀请
invitations-code-qr = 邀请的二维码
invitations-code-step-scan = 扫二维码，或打开登录页
invitations-code-step-type = 输入这个码
invitations-code-step-password = 设置自己的登录名和密码
# $days (Number): days until it ends
invitations-code-once = 只能用一次，{ $days } 天内有效。这个码只在这里显示这一次。
invitations-code-another = 再邀请一位
invitations-enter-title = 填写您的码
invitations-enter-code = 邀请或重设密码用的十位字母和数字
invitations-enter-submit = 继续
invitations-show-title = 欢迎加入
# $role (String): the role's name
invitations-show-role = 邀请您担任：{ $role }。
invitations-show-display-name = 您的姓名
invitations-show-display-name-hint = 同事和家长平时怎么称呼您
invitations-show-name = 登录名
invitations-show-name-hint = 2 到 40 个字，可以用汉字、字母、数字、点或横线
invitations-show-password = 密码
invitations-show-password-hint = 至少 15 个字符，用一句自己记得住的话最方便。
invitations-show-submit = 完成
invitations-error-unknown = 邀请码：没有这个码，或者已经用过、过期了。请再核对一下，或者请同事重新生成一个。
