simulator-title = Chat simulator
simulator-phones = Choose a phone
# $number (String): its number
simulator-phone = Phone { $number }
# $shown (Number): phones in the list; $used (Number): phones that were used
simulator-phones-cut = The last { $shown } of { $used } phones
simulator-log-cut = Older messages are not shown here.
simulator-new = A new phone
simulator-chat = Chat with Peiban
simulator-brand = Peiban
simulator-start = Start
simulator-write = Write a message
simulator-refresh = Show new messages
simulator-send = Send
simulator-join-title = Good company for you and your child
simulator-join-lead = Small ideas for life with children, and a reminder before each session. In a chat, free of charge.
simulator-join-telegram = Open the chat in Telegram
simulator-join-simulator = Try the chat here
simulator-join-nowhere = The chat is not open yet. Please ask your facilitator.
