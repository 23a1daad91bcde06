surveys-error-value = 答案：这道题没有这个选项。
# $number (Number): this question, from 1
# $total (Number): how many there are
# $text (String): the question
surveys-question = { $number }/{ $total } { $text }
surveys-skip = 跳过
surveys-late = 谢谢您，记下了。
surveys-refused = 好的，没关系，什么都不影响，以后也不再问。上课还是欢迎您来。
