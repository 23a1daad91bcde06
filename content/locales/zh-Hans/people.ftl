people-column-name = 姓名
people-column-phone = 电话
people-column-relation = 与孩子的关系
people-column-bands = 孩子年龄段
people-column-group = 小组代码
people-column-county = 县代码
people-column-enrolled_on = 入组日期

# 名单里可能出现的其他列名，用逗号分开，页面上不显示
people-also-name = 家长姓名, 照护者姓名, 名字
people-also-phone = 手机, 手机号, 手机号码, 联系电话, 电话号码
people-also-relation = 关系
people-also-bands = 年龄段, 孩子年龄, 儿童年龄段
people-also-group = 小组, 组别, 小组编号
people-also-county = 县区代码, 区县代码, 行政区划代码
people-also-enrolled_on = 加入日期, 入组时间, 报名日期

people-relation-mother = 妈妈
people-relation-father = 爸爸
people-relation-grandmother = 奶奶或外婆
people-relation-grandfather = 爷爷或外公
people-relation-other_relative = 其他亲属
people-relation-foster = 养父母或监护人
people-relation-teacher = 老师
people-relation-other = 其他

# 名单里可能出现的其他说法，用逗号分开，页面上不显示
people-words-mother = 母亲, 母, 妈
people-words-father = 父亲, 父, 爸
people-words-grandmother = 奶奶, 外婆, 姥姥, 祖母, 外祖母, 阿婆
people-words-grandfather = 爷爷, 外公, 姥爷, 祖父, 外祖父, 阿公
people-words-other_relative = 亲属, 亲戚, 姑姑, 姨妈, 伯伯, 叔叔, 舅舅, 姐姐, 哥哥
people-words-foster = 养父, 养母, 养父母, 监护人
people-words-teacher = 教师
people-words-other = 其它

people-import-title = 导入家长名单
people-import-lead = 先试读一遍，给您看结果；您点头之前，什么都不会存。
people-import-file = Excel 文件
people-import-file-hint = 第一行是列名；最大 10 MB
people-import-submit = 试读一遍
people-import-template = 下载空白名单

people-report-title = 试读结果
people-report-back = 换一个文件
# $rows (Number): rows with an error
people-report-wrong = 有 { $rows } 行要改，现在还不能导入
people-report-good = 这份名单可以导入
people-report-nothing = 名单上的人都已经在这里了
people-report-add = 新增
people-report-update = 更新
people-report-same = 没变
people-report-error = 有错
# $people (Number): how many wait for a place
people-report-waiting = 小组满了，有 { $people } 人要先排队等名额。
people-report-table = 请在 Excel 里改好这几格
people-report-cell = 格
people-report-row = 行
people-report-column = 列
people-report-found = 写着
people-report-what = 哪里不对
people-report-empty = 空白
# $more (Number): errors that are not listed
people-report-more = 还有 { $more } 处没有列出，请先改好这些。
people-report-again = 改好了，重新选文件
people-report-confirm = 导入这份名单
people-report-expires = 文件加密保存一小时，过后清除。

people-done-title = 名单导入好了
people-done-added = 新增
people-done-updated = 更新
people-done-same = 没变
people-done-waiting = 排队等名额
people-done-groups = 去看小组
people-done-another = 再导入一份

people-error-no-file = Excel 文件：请选一个文件。收到的是空的。
people-error-columns = 文件第一行要有“姓名”和“小组代码”这两列。
people-error-nobody = 列名下面一个人也没有。
people-error-too-many = 文件里超过 20,000 人，请分成几份。
people-error-faults = 有几行不对，什么都没有导入。
people-error-expired = 文件已经清除，请重新选一次。
people-error-name = 不像姓名，或者超过了 60 个字
people-error-phone = 不是电话号码：手机号 11 位，国外号码写 + 和国家代码
people-error-relation = 没有这种关系，请写妈妈、爸爸、奶奶、外公这样的
people-error-bands = 不是年龄段，请写 0-2、3-5、6-9、10-13 或 14-17
people-error-bands-date = Excel 把它变成了日期；请把这一格设为文本，再写成 3-5 这样
people-error-group = 您负责的小组里没有这个代码
people-error-group-several = 有几个小组都用这个代码，请先换一个代码
people-error-county = 您负责的县里没有这个代码，代码是六位数字，例如 450123
people-error-day = 比今天晚一年以上，或早二十年以上
people-error-which = 小组里有几个人叫这个名字，请写上电话
# $other (String): number of the other row
people-error-twice = 和第 { $other } 行是同一个人，请只留一行

people-template-sheet = 名单
people-template-title = 名单怎么填
people-template-choice = 请从列表里选。有几个年龄段的，用逗号隔开。
people-template-name = 家长的姓名，不是孩子的。必须填。
people-template-phone = 手机号 11 位；国外号码写 + 和国家代码。没有就空着。
people-template-relation = 从列表里选。
people-template-bands = 0-2、3-5、6-9、10-13 或 14-17，几个用逗号隔开。不要写孩子的其他情况。
people-template-group = 小组的代码，例如 LA-01。必须填。
people-template-county = 六位数字，例如 450123。空着就按小组所在的县。
people-template-enrolled_on = 例如 2026-11-25。空着就按今天。

people-list-title = 小组里的家长
people-list-name = 姓名
people-list-relation = 与孩子的关系
people-list-bands = 孩子年龄
people-list-state = 情况
people-list-empty = 小组里还没有人。协调员可以在“家长”里导入名单；上课那天来的，点名时加上就行。
people-list-unknown = 没有填

people-state-applied = 已报名
people-state-waitlisted = 排队中
people-state-invited = 已邀请
people-state-enrolled = 已入组
people-state-active = 在参加
people-state-completed = 已结业
people-state-withdrawn = 已退出
people-state-transferred = 已转组
people-state-lost = 联系不上

people-show-phone = 电话
people-show-no-phone = 没有
people-show-area = 县
people-show-children = 孩子年龄
# $band (String): an age band; $day (String): a date
people-show-band = { $band }岁，{ $day }登记
people-show-groups = 小组
# $day (String): a date
people-show-no-group = 还没有加入小组，只是来上过课。
people-show-since = { $day }起
# $day (String): a date
people-show-until = 到{ $day }为止

people-link-title = 连接聊天
# $name (String): the caregiver's name
people-link-for = 给{ $name }的，只用本人的手机扫。
people-link-card = 连接您的聊天
people-link-qr = 连接聊天的二维码
people-link-step-scan = 用手机扫二维码
people-link-step-start = 在聊天里点“开始”
people-link-step-agree = 点“同意连上”
people-link-open = 在这部手机上打开聊天
# $hours (Number): hours until it ends
people-link-once = 只能用一次，{ $hours } 小时内有效。二维码只在这里显示这一次，以前的码已失效。
