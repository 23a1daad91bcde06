home-me-title = 我的
home-me-sign-out = 退出登录
home-me-everywhere = 会在您的所有设备上退出。
