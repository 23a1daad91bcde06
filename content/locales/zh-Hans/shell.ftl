shell-brand-zh = 陪伴
shell-brand-latin = Peiban
shell-brand-full = 陪伴 Peiban
shell-title-problem = 有误：
shell-skip = 跳到正文

shell-language-label = 语言
shell-language-zh = 中文
shell-language-en = English

shell-nav-label = 主菜单

shell-clock-label = 演示时钟
# $now (String): the demo's date and time, already written out
shell-clock-now = 演示 { $now }
shell-clock-hour = +1 时
shell-clock-day = +1 天
shell-clock-next = 下一件
shell-clock-simulator = 家长手机

shell-errors-title = 请看一下这里
shell-error-prefix = 请改：

shell-nav-today = 今天
shell-nav-groups = 小组
shell-nav-people = 家长
shell-nav-overview = 总览
shell-nav-reports = 传播数据
shell-nav-users = 工作人员
shell-nav-alerts = 求助
shell-nav-me = 我的

shell-error-field = 这一项填得不对，请再看看。
shell-error-hidden = 这里有看不见的符号，请重新输入。
shell-error-long = 太长了，最多 2000 个字。
shell-error-missing = 这一项没有收到，请填写。
# $minutes (Number): whole minutes to wait, at least 1
shell-error-wait = 试的次数太多了，请过 { $minutes } 分钟再试。
