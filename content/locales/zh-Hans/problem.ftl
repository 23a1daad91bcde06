problem-title-input = 提交的内容有不对的地方
problem-title-forbidden = 这个页面开得太久了，或者不是从本站打开的
problem-title-missing = 没有找到这个页面
problem-title-busy = 现在人太多，请稍等一下再试
problem-title-full = 服务器的磁盘满了，刚才的内容没有保存，请告诉管理员
problem-title-ours = 我们这边出了点问题
problem-advice-again = 刚才的内容没有保存。请回到上一页，刷新以后再提交一次。
problem-advice-ours = 以前保存的都在；刚才提交的可能没有存上。请看一看，没有的话再提交一次。
problem-missing-code = 这个码用过了，或者过期了。请同事重新生成一个。
problem-missing-poster = 这张海报的活动已经结束，或者网址不完整。请问问您的带领员。
problem-missing-page = 网址可能不完整，这里的内容也可能已经移走，或者不归您看。
problem-back = 回到首页
# $code (String): the HTTP status
problem-code = 还是不行？请把这个数字告诉您的协调员：{ $code }
