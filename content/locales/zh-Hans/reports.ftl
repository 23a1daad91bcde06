reports-title = 传播数据
reports-index-import = 导入数据
reports-index-empty = 还没有导入过。请向平台或伙伴要来数据，整理成一张表导入。
reports-index-search = 文件或宣传活动
reports-index-file = 文件
reports-index-campaign = 宣传活动
reports-index-added = 新增
reports-index-updated = 更正
reports-index-same = 没变
reports-index-when = 导入时间

reports-import-title = 导入传播数据
reports-import-lead = 先试读一遍，给您看结果；您点头之前，什么都不会算进去。
reports-import-columns = 要有这些列：渠道、素材、地区代码、日期、指标、数值、来源；还可以加上口径和外部编号。一行是一天的一个数。列名用中文、英文都行。
reports-import-file = CSV 或 Excel 文件
reports-import-hint = 第一行是列名；最大 10 MB
reports-import-campaign = 宣传活动
reports-import-submit = 试读一遍
reports-import-no-campaign = 还没有您可以上报的宣传活动。

reports-check-again = 换一个文件
reports-check-good = 这个文件可以导入
# $count (Number): rows with faults
reports-check-bad = 有 { $count } 行要改，现在还不能导入
reports-check-added = 新增
reports-check-updated = 更正
reports-check-same = 没变
reports-check-wrong = 有错
reports-check-errors = 请改好这几格
reports-check-row = 行
reports-check-column = 列
reports-check-says = 写着
reports-check-do = 哪里不对
reports-check-empty-cell = 空白
# $count (Number): further faults
reports-check-more = 还有 { $count } 处
reports-check-corrects = 更正以后，合计里用新数；旧数会留底。
reports-check-confirm = 导入这些行

reports-column-channel = 渠道
reports-column-asset = 素材
reports-column-area = 地区代码
reports-column-day = 日期
reports-column-measure = 指标
reports-column-value = 数值
reports-column-source = 来源
reports-column-definition = 口径
reports-column-external_id = 外部编号

reports-channel-wechat = 微信公众号
reports-channel-wechat_channels = 微信视频号
reports-channel-douyin = 抖音
reports-channel-kuaishou = 快手
reports-channel-weibo = 微博
reports-channel-xiaohongshu = 小红书
reports-channel-broadcast = 广播电视
reports-channel-in_person = 线下宣传

reports-measure-impressions = 曝光次数
reports-measure-platform_reach = 平台触达（单日最多）
reports-measure-attendees = 到场人数（单日最多）
reports-measure-engagements = 互动次数

reports-error-empty = 列名下面一行数据也没有。
reports-error-column = 少了这一列
reports-error-channel = 没有这个渠道；请写微信公众号、微信视频号、抖音、快手、微博、小红书、广播电视或线下宣传
reports-error-measure = 没有这个指标；请写曝光次数、互动次数、平台触达（单日最多）或到场人数（单日最多）
reports-error-area = 不是您可以上报的地区；代码是六位数字，例如 450123
reports-error-future = 日期还没到
reports-error-value = 必须是 0 以上的整数，只写数字：写 12000，不写 1.2万
reports-error-long = 太长，最多 200 个字
reports-error-twice = 文件里这个数出现了两次；如果都对，请给每行一个外部编号
reports-error-faults = 文件现在有错，请重新试读。
reports-error-file = 文件：请选一个 CSV 或 Excel 文件。
reports-error-campaign = 宣传活动：请从列表里选一个。
reports-error-campaign-taken = 代码：已有活动用了这个代码。
