reports-title = Impression reports
reports-index-import = Import a report
reports-index-empty = Nothing was imported yet. Ask the platforms or partners for their figures and import them as one table.
reports-index-search = File or campaign
reports-index-file = File
reports-index-campaign = Campaign
reports-index-added = New
reports-index-updated = Corrected
reports-index-same = Unchanged
reports-index-when = Imported

reports-import-title = Import an impression report
reports-import-lead = We read the file first and show you what we found. Nothing is counted until you say so.
reports-import-columns = Columns: channel, asset, area, day, measure, value, source; if you like also definition and external_id. One row is one figure of one day. English and Chinese column names both work.
reports-import-file = CSV or Excel file
reports-import-hint = The first row holds the column names; 10 MB at most
reports-import-campaign = Campaign
reports-import-submit = Check the file
reports-import-no-campaign = There is no campaign yet that you may report for.

reports-check-again = Choose another file
reports-check-good = The file can be imported
# $count (Number): rows with faults
reports-check-bad = { $count ->
    [one] { $count } row needs a fix before this can be imported
   *[other] { $count } rows need a fix before this can be imported
}
reports-check-added = to add
reports-check-updated = to correct
reports-check-same = the same
reports-check-wrong = with errors
reports-check-errors = Please correct these cells
reports-check-row = Row
reports-check-column = Column
reports-check-says = It says
reports-check-do = What is wrong
reports-check-empty-cell = empty
# $count (Number): further faults
reports-check-more = and { $count } more
reports-check-corrects = Corrected figures replace the older ones in every total; the older ones are kept.
reports-check-confirm = Import these rows

reports-column-channel = Channel
reports-column-asset = Asset
reports-column-area = Area code
reports-column-day = Day
reports-column-measure = Measure
reports-column-value = Value
reports-column-source = Source
reports-column-definition = Definition
reports-column-external_id = External ID

reports-channel-wechat = WeChat articles
reports-channel-wechat_channels = WeChat Channels
reports-channel-douyin = Douyin
reports-channel-kuaishou = Kuaishou
reports-channel-weibo = Weibo
reports-channel-xiaohongshu = Xiaohongshu
reports-channel-broadcast = Radio, TV, loudspeakers
reports-channel-in_person = Posters and events

reports-measure-impressions = Impressions
reports-measure-platform_reach = Platform reach (largest day)
reports-measure-attendees = Attendees (largest day)
reports-measure-engagements = Engagements

reports-error-empty = The file has no rows under its header.
reports-error-column = this column is missing
reports-error-channel = No such channel; write WeChat articles, WeChat Channels, Douyin, Kuaishou, Weibo, Xiaohongshu, Radio, TV, loudspeakers, or Posters and events
reports-error-measure = No such measure; write Impressions, Engagements, Platform reach (largest day) or Attendees (largest day)
reports-error-area = is not an area you may report for; codes have six digits, such as 450123
reports-error-future = lies in the future
reports-error-value = must be a whole number, 0 or more, in digits only: 12000, not 1.2万
reports-error-long = is too long: at most 200 characters
reports-error-twice = this figure stands twice in the file; give each row its own external_id if both are right
reports-error-faults = The file has faults now. Please check it again.
reports-error-file = File: please choose a CSV or Excel file.
reports-error-campaign = Campaign: please choose one from the list.
reports-error-campaign-taken = Code: another campaign has this one already.
