# 聊天里除小贴士、同意说明、安全回复以外的话。短、暖；不超过 110 字。
talk-welcome = 您好，这里是“陪伴”。带孩子的小办法，我们一条一条发给您；要上课了，也提醒您一声。
talk-not_now = 好的，没关系。上课随时欢迎您来，想看小贴士了，再回这里就行。
talk-age = 您家孩子多大？
# $step (String): what to do today, a full sentence
talk-today = 今天试试：{ $step }
talk-no_tip = 眼下没有新的小贴士，过几天再来看看吧。
talk-home = 您来啦。要看一条小贴士吗？
talk-friendly = 收到，谢谢您。什么时候想看小贴士，点一下就有。
talk-help = 发“小贴士”看小贴士，发“英文”换英文，发“暂停”歇一阵，发“隐私”看我们存了什么。不想再收，发“退订”。也可以点下面，找工作人员说话。
talk-privacy = 我们存您的聊天账号、语言、您同意过什么、发过哪些小贴士；说了孩子多大，也只存年龄段，不存名字和生日。只有项目工作人员能看；您写来的话，只有专门负责的人能打开。发“退订”就不再发。想查、想改、想删，请找工作人员。
talk-stopped = 好的，不再给您发小贴士和提醒了。上课还是随时欢迎您来。
# $days (Number): days of rest
talk-paused = 好的，这 { $days } 天先不打扰您。小组里您的位置还在。
talk-language = 您想用哪种语言？
talk-linked = 谢谢您，这个聊天已经和您的小组连上了。
talk-link_gone = 这个链接用过了，或者过期了。请带领员再给您一个新的。
talk-button-not_now = 先不用
talk-button-skip = 跳过
# $band (String): ages in years, such as 3–5
talk-button-band = { $band }岁
talk-button-tip = 看一条小贴士
talk-button-next = 再看一条
talk-button-person = 找工作人员说话
talk-button-under_18 = 我未满18岁
talk-button-adult = 我是大人，点错了
talk-button-again = 重新接收
talk-button-go_on = 现在就继续
talk-button-zh = 中文
talk-button-en = English
talk-error-method = 方式：请选书面、口头或念给本人听。
talk-error-witness = 见证人：口头同意要写上在场听到的人。
talk-error-code = 编号：1 到 40 个字母、数字、横线或下划线。
talk-error-code-taken = 编号：已经有人用了。
# What Telegram shows beside a command in its list; at most 256 letters
talk-command-tip = 看一条陪孩子的小贴士
talk-command-menu = 接下来可以做什么
talk-command-language = 选择语言
talk-command-pause = 先歇一阵，不收消息
talk-command-privacy = 我们存了您的什么
talk-command-stop = 退订所有消息
talk-command-help = 在这里可以发什么
