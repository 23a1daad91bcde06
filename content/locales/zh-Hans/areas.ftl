areas-country = 全国
areas-error-unknown = 地区：没有这个名称或代码。代码是六位数字，例如 450123。
areas-error-several = 地区：有好几个地方叫这个名字，请填六位代码。
