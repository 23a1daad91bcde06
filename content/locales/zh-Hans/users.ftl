users-index-title = 工作人员
users-index-invite = 邀请同事
users-error-name = 登录名：2 到 40 个字，可以用汉字、字母、数字、点或横线，不能有空格。
users-error-name-taken = 登录名：已经有人用了，请换一个。
users-error-display_name = 姓名：1 至 60 个字。
users-error-password-length = 密码：至少 15 个字符，最多 128 个。
users-error-password-easy = 密码：不能包含登录名，也不能只用一个字符。
users-index-ended = 已停用的账号
users-role-ended = 已结束
# $name (String): the name typed at sign-in
users-show-name = 登录名：{ $name }
users-show-ended = 已停用
users-show-beyond = 这位同事在您负责的地区之外还有别的角色。重设密码或停用账号，请找能管到全部角色的同事。
users-show-roles = 角色
users-show-end-role = 结束
users-show-signs-out = 对方会在所有设备上退出，重新登录后新角色生效。
users-show-password = 忘记密码
users-show-password-why = 生成一个一次性的码，当面交给本人。凭这个码可以设置新密码，在那之前旧密码仍然有效。
users-show-password-make = 生成重设码
users-show-end = 停用账号
users-show-end-why = 对方会马上在所有设备上退出，不能再登录。已有的记录都会保留。以后可以重新启用。
users-show-end-submit = 停用这个账号
users-show-return = 重新启用
users-give-title = 再给一个角色
users-give-role = 还要负责什么？
users-give-partner = 只负责某一个合作机构吗？
users-give-any-partner = 不，所有机构
users-give-submit = 给这个角色
users-code-title = 重设码做好了
# $name (String): whose password it is
users-code-for = 给{ $name }，请当面交给本人。
users-code-card = 陪伴 · 设置新密码
users-code-qr = 设置新密码的二维码
users-code-step-password = 设置新密码
users-error-area = 地区：没有这个地区，请重新填写。
users-error-area-scope = 地区：只能在您自己负责的地区和机构范围内给角色。
users-error-partner = 合作机构：请从列表里选一个。
users-error-role-held = 角色：对方在那里已经有这个角色了。
users-error-role-own = 角色：不能让自己担任儿童保护负责人，请找同事来办。
users-error-beyond = 这位同事在您负责的地区之外还有别的角色，请找能管到全部角色的同事来办。
users-error-ended = 这个账号已经停用，请先重新启用。
users-error-last-admin = 这是最后一位全国管理员。请先让别人也担任这个角色。
users-leads-title = 带领的小组
users-leads-why = 这些小组还没有结束。结束角色或停用账号之前，请先和小组的协调员商量好由谁来带。
# $groups (Number): groups left without a lead
users-leads-ask = 这 { $groups } 个小组还没有结束，这样一来就没有带领员了：
users-leads-sure = 仍然结束
users-error-leads = 这位同事还带着没有结束的小组，请先看一看。
users-index-search = 姓名
users-index-find = 查找
# $count (Number): how many were found; $q (String): what was searched for
users-index-found = { $count ->
    [0] 没有找到“{ $q }”。
   *[other] “{ $q }”找到 { $count } 位。
}
users-index-all = 看全部
