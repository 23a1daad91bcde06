partners-index-title = Partners
partners-index-lead = Organisations you work with. A colleague's role can be narrowed to one of them.
partners-index-search = Name or code
partners-index-empty = There is no partner yet.
partners-new-title = Add a partner
partners-edit-title = Rename a partner
partners-edit-lead = The new names show everywhere, in earlier figures as well.
partners-link-title = See or add partners

partners-form-name_zh = Name in Chinese
partners-form-name_en = Name in English
partners-form-code = Code
partners-form-code-hint = Short, such as LA-FL. It stays when the names change.
partners-form-kind = What kind of organisation?
partners-form-submit = Save

partners-kind-government = Government
partners-kind-ngo = Non-governmental organisation
partners-kind-school = School
partners-kind-health = Health service
partners-kind-faith = Faith community
partners-kind-community = Community group
partners-kind-justice = Police, courts or legal aid

partners-error-name_zh-length = Name in Chinese: 1 to 60 characters.
partners-error-name_en-length = Name in English: 1 to 60 characters.
partners-error-code-form = Code: 1 to 20 letters, digits or dashes.
partners-error-code-taken = Code: another partner has it already. Please choose another.
partners-error-kind = Kind: please choose one.
