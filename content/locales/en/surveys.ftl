surveys-error-value = Answer: this question does not have it.
# $number (Number): this question, from 1
# $total (Number): how many there are
# $text (String): the question
surveys-question = { $number }/{ $total } { $text }
surveys-skip = Skip
surveys-late = Thank you, noted.
surveys-refused = That is fine, and nothing changes. We will not ask again. You are welcome at every session.
