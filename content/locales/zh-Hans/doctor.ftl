doctor-grade-ok = 正常
doctor-grade-warn = 留意
doctor-grade-fail = 有问题
doctor-settings-ok = 设置可以读取。
# $fault (String): which setting, and what it needs
doctor-settings-bad = 有一项设置不对：{ $fault }。请在 peiban.toml 或环境变量里改好。
# $url (String): the public address
doctor-address-ok = 大家从 { $url } 打开网页。
doctor-address-none = 没有设置公开网址，链接和二维码只通到这台机器。请设置 PEIBAN_PUBLIC_URL。
doctor-address-here = { $url } 只有这台机器能打开。请把 PEIBAN_PUBLIC_URL 设成大家用的网址。
doctor-files-ok = 数据库和设置只有所有者能读。
# $file (String): its path; $mode (String): its permissions in octal
doctor-files-open = { $file } 的权限是 { $mode }，这台机器上的其他用户能读或能改。请运行：chmod 600 { $file }
# $free (Number): MiB left
doctor-disk-ok = 数据库所在的磁盘还有 { $free } MiB。
doctor-disk-low = 数据库所在的磁盘只剩 { $free } MiB，升级前可能放不下备份。请腾出空间。
doctor-disk-full = 数据库所在的磁盘只剩 { $free } MiB，很快就记不下任何东西了。请马上腾出空间。
doctor-database-ok = 数据库能打开，没有损坏。
doctor-database-closed = 数据库打不开。文件还在吗？服务器开着吗？这个用户有权限吗？请检查 PEIBAN_DATABASE_URL。
doctor-database-unreadable = 数据库能打开，但读不出来。如果是损坏了：先停下程序，再恢复最近的备份。
# $fault (String): what the database says, without anybody's data
doctor-database-damaged = 数据库损坏了（{ $fault }）。请停下程序，留住这个文件，再恢复最近的备份。
# $version (Number): the newest migration
doctor-schema-ok = 数据表是最新的（结构 { $version }）。
doctor-schema-empty = 还没有数据表，第一次启动时会建好。
doctor-schema-older = 数据表是旧版本（结构 { $version }），下次启动会先留一份副本，再升级。
doctor-schema-newer = 更新的程序用过这个数据库（结构 { $version }），这个版本不会动它。请装回那个版本。
doctor-clock-ok = 时钟看来是准的。
# $seconds (Number): how much
doctor-clock-behind = 这台机器的时钟比已经记下的时间慢了 { $seconds } 秒。请先校准（timedatectl set-ntp true）再启动。
doctor-clock-skewed = 这台机器和数据库服务器的时钟差了 { $seconds } 秒。请让两边跟同一个时间服务器对时。
doctor-key-ok = 密钥能打开封存的内容。
doctor-key-unused = 还没有封存任何内容。请保管好密钥，不要和备份放在一起。
doctor-key-wrong = 密钥和这个数据库不配：电话和求助内容打不开。请找到原来的密钥，不要用这把启动。
# $count (Number): how many
doctor-leases-ok = 有 { $count } 个任务正在占用，没有遗留的。
doctor-leases-stale = 有 { $count } 个任务早已过期却没人接手。peiban serve 或 worker 在运行吗？
doctor-leases-ahead = 有 { $count } 个任务的期限晚得不可能：曾有时钟走快了。请先校准时钟，再重新启动。
doctor-telegram-off = 没有 Telegram 机器人，不会往那里发消息。
# $name (String): the bot's user name
doctor-telegram-ok = Telegram 认得这个机器人：@{ $name }。
doctor-telegram-silent = Telegram 没有回答。这台机器连得上 api.telegram.org 吗？
doctor-telegram-refused = Telegram 不接受这个令牌。请向 BotFather 重新要一个，设到 PEIBAN_TELEGRAM_TOKEN。
# $url (String): where Telegram posts
doctor-telegram-posted = Telegram 把这个机器人的消息送到 { $url }：别处正在用它，或者这里以前这样用过。以 poll 方式启动会接过来。
doctor-telegram-unset = Telegram 还没有往任何网址送这个机器人的消息。以 webhook 方式启动会设好。
doctor-telegram-not_posted = Telegram 把这个机器人的消息送到 { $url }，不是这里。以 webhook 方式启动会改过来。
# $count (Number): how many
doctor-tips-ok = 有 { $count } 条小贴士已经批准。
doctor-tips-none = { $count } 条小贴士都没有批准，家长收不到。请找人审读并批准。
doctor-tips-unapproved = 有 { $count } 条小贴士没有批准，不会发出。请找人审读。
doctor-numbers-ok = { $count } 个紧急电话都打过、核对过了。
doctor-numbers-none = 没有紧急电话：家里有危险的人得不到号码。请补上。
doctor-numbers-unverified = 有 { $count } 个紧急电话没人核对过。请逐个打一遍，再用 peiban content confirm 号码 记下。
# $hours (Number): how old the newest backup is
doctor-backup-ok = 最近的备份是 { $hours } 小时前做的，已加密。
doctor-backup-nowhere = 没有设置 PEIBAN_BACKUP_FOLDER，看不出有没有备份。请设好，并每晚运行 peiban backup。
doctor-backup-unreadable = 备份文件夹读不了。请检查 PEIBAN_BACKUP_FOLDER 和它的权限。
doctor-backup-none = 还没有备份。请现在运行 peiban backup，再用 peiban restore --verify 验证。
doctor-backup-old = 最近的备份已经是 { $hours } 小时前的了。请查查夜里为什么没成功，现在就运行 peiban backup。
doctor-backup-clear = 最近的备份是 { $hours } 小时前做的，但没有设置 PEIBAN_BACKUP_RECIPIENT：谁拿到都能读到名字。
