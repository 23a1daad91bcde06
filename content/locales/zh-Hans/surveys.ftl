surveys-error-value = 答案：这道题没有这个选项。
# $number (Number): this question, from 1
# $total (Number): how many there are
# $text (String): the question
surveys-question = { $number }/{ $total } { $text }
surveys-skip = 跳过
surveys-late = 谢谢您，记下了。
