# 到点发出的消息：不超过 110 个字。
messages-reminder = 您好，{ $day } { $time } 咱们在{ $place }上课，这次聊“{ $title }”。您来吗？点一下就行。
messages-reminder-plain = 您好，{ $day } { $time } 咱们在{ $place }上课。您来吗？点一下就行。
messages-moved = 上课时间有变：改到 { $day } { $time }，在{ $place }。给您添麻烦了。这个时间您来吗？
messages-called-off = { $day } { $time } 的课不上了，您不用跑一趟。新的时间定了，再告诉您。
messages-coming = 我来
messages-cannot = 来不了
messages-feedback = 这次课您觉得怎么样？就三个小问题，点一下就行，不想答可以跳过。
messages-feedback-start = 说说看
messages-absence = 这次没见到您，没关系。课上说的这一点，在家也能试：
# $practice (String): one small thing to try at home, a full sentence
messages-recap-home = 在家试试：{ $practice }
messages-next = 下次课：{ $day } { $time }，等您来。
messages-rsvp-coming = 好，到时候见！
messages-rsvp-cannot = 知道了，谢谢您说一声。咱们下次见。
messages-rsvp-moved = 谢谢您回话。这次课换时间了：改到 { $day } { $time }，在{ $place }。这个时间您来吗？
messages-rsvp-late = 谢谢您回话。这次课已经开始了，您现在来也欢迎。
messages-rsvp-over = 谢谢您回话。这次课已经上完了，咱们下次见。
messages-rsvp-called-off = 谢谢您回话。这次课不上了，新的时间定了再告诉您。
# $since (String): day and time
messages-channel-down = 聊天消息从{ $since }起发不出去。消息都还在，恢复后仍有用的会自动补发。急事请先打电话。
