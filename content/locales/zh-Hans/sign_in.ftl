sign_in-title = 欢迎回来
sign_in-form-name = 登录名
sign_in-form-password = 密码
sign_in-form-submit = 登录
sign_in-invited = 我有邀请码或重设码
sign_in-forgotten = 忘记密码？请找管理员要一个重设码。
sign_in-error-wrong = 登录名和密码对不上，请再试一次。
sign_in-ready = 设置好了，请用登录名和刚才设置的密码登录。
