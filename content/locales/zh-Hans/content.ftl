content-error-missing = 缺少这个文件。
