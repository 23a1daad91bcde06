simulator-title = 聊天模拟
simulator-phones = 选一部手机
# $number (String): its number
simulator-phone = 手机 { $number }
# $shown (Number): phones in the list; $used (Number): phones that were used
simulator-phones-cut = 一共 { $used } 部手机，这里是最近用过的 { $shown } 部
simulator-log-cut = 更早的消息这里不显示。
simulator-new = 一部新手机
simulator-chat = 与“陪伴”的聊天
simulator-brand = 陪伴
simulator-start = 开始
simulator-write = 写一句话
simulator-refresh = 看看有没有新消息
simulator-send = 发送
simulator-join-title = 带孩子的路上，有人陪伴
simulator-join-lead = 带孩子的小办法，一条一条发给您；上课前提醒您一声。就在聊天里，不收费。
simulator-join-telegram = 在 Telegram 里打开聊天
simulator-join-simulator = 在这里试一试
simulator-join-nowhere = 聊天还没有开通，请问问您的带领员。
