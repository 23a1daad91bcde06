tokens-index-title = 程序用的密钥
tokens-index-lead = 有了密钥，别的程序就能替您读写，但只限您勾选的范围。谁拿到密钥，谁就能以您的身份操作，请不要给别人。
tokens-index-empty = 您还没有密钥。
# $day (String): a date
tokens-index-until = 用到 { $day }
# $day (String): a date
tokens-index-used = 最近一次使用：{ $day }
tokens-index-unused = 还没有用过
tokens-index-end = 停用
tokens-link-title = 程序用的密钥

tokens-new-title = 新建密钥
tokens-new-none = 您的角色目前没有可以交给程序做的事。

tokens-form-name = 用来做什么？
tokens-form-name-hint = 例如：县里的报表、签到应用
tokens-form-allow = 允许程序做什么？
tokens-form-days = 用多久？
tokens-form-submit = 生成密钥

tokens-days-30 = 30 天
tokens-days-90 = 90 天
tokens-days-365 = 一年

tokens-allow-take_registers = 签到
tokens-allow-manage_groups = 管理小组、活动和成员
tokens-allow-see_figures = 查看数据
tokens-allow-import_reports = 查看传播数据

tokens-show-title = 新的密钥
# $name (String): what it is for
tokens-show-once = 这是“{ $name }”的密钥。请现在就复制，它只显示这一次。
tokens-show-how = 程序请求时带上“Authorization: Bearer”和这个密钥。您的角色变动或账号停用后，密钥会全部失效。

tokens-error-name-length = 用途：1 到 60 个字。
tokens-error-days-range = 时长：1 到 365 天。
tokens-error-allow-held = 请至少勾选一项程序可以做的事，只能选您的角色允许的。
tokens-error-many = 您已经有 20 个密钥了，请先停用不再需要的。
