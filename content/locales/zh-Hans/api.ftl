api-error-field = 网址或提交的内容里有一处不对：格式不对、不认识这个词，或者超出范围。
api-error-key-form = Idempotency-Key：1 到 128 个字母、数字或符号，不能有空格。
api-error-key-reused = 这个 Idempotency-Key 之前提交过别的内容。新的请求请用新的 Idempotency-Key。
