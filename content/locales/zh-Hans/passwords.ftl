passwords-new-title = 设置新密码
# $person (String): the person's name; $name (String): the name typed at sign-in
passwords-new-for = { $person }，您的登录名是：{ $name }
passwords-new-password = 新密码
passwords-new-submit = 保存
