partners-index-title = 合作机构
partners-index-lead = 和你们一起做这件事的机构。同事的角色可以只限于其中一家。
partners-index-search = 名称或代码
partners-index-empty = 还没有合作机构。
partners-new-title = 添加合作机构
partners-edit-title = 修改机构名称
partners-edit-lead = 新名称会用在所有地方，以前的数据里也一样。
partners-link-title = 查看或添加合作机构

partners-form-name_zh = 中文名称
partners-form-name_en = 英文名称
partners-form-code = 代码
partners-form-code-hint = 短一点，例如 LA-FL。名称改了，代码不变。
partners-form-kind = 是哪一类机构？
partners-form-submit = 保存

partners-kind-government = 政府部门
partners-kind-ngo = 社会组织
partners-kind-school = 学校
partners-kind-health = 医疗卫生机构
partners-kind-faith = 宗教团体
partners-kind-community = 社区组织
partners-kind-justice = 公安、法院、检察院或法律援助

partners-error-name_zh-length = 中文名称：1 到 60 个字。
partners-error-name_en-length = 英文名称：1 到 60 个字符。
partners-error-code-form = 代码：1 到 20 个字母、数字或横线。
partners-error-code-taken = 代码：别的机构已经用了，请换一个。
partners-error-kind = 机构类别：请选一个。
