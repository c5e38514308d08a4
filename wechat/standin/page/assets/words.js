// Everything that this page says by itself.

export const WORDS = {
  account: "工会",
  following: "已关注",
  stranger: "未关注",
  unavailable: "该公众号暂时无法提供服务，请稍后再试",
  followed: "您关注了公众号",
  unfollowed: "您取消了关注。公众号应当删除您的资料。",
  scanned: "您扫了二维码",
  optIn: (accepted) => (accepted ? "您同意接收一次订阅通知" : "您没有同意接收通知"),
  how: { service: "客服消息", template: "模板消息", subscription: "订阅通知" },
  notice: "服务通知",
  details: "查看详情",
  voice: (text) => `语音：${text || "（听不清）"}`,
  unheard: "（没有识别出文字）",
  picture: "图片",
  video: "视频",
  film: "一段 8 秒的视频",
  place: "位置",
  bytes: (size) => `${Math.max(1, Math.round(size / 1024))} KB`,
  other: (kind) => `[${kind}]`,
  gone: "模拟微信停了。请看启动它的窗口。",
  refused: "没有发出去：对方没有关注公众号。",
  failed: "没有发出去，请再试一次。",
  done: { hours: "钟拨快了 48 小时。", minute: "钟拨快了 1 分钟。", lose: "下一次答复会丢在路上，微信会再送一遍。" },
  grants: (parts) => (parts.length ? `工会现在还可以主动发：${parts.join("；")}。` : "工会现在不能主动发消息，只能等他再写来，或者用通知模板。"),
  grant: (left, seconds) => `${left} 条（${seconds > 3600 ? `${Math.floor(seconds / 3600)} 小时` : `${Math.ceil(seconds)} 秒`}内）`,
  choose: "从这台电脑选一张图片",
  sampleLines: ["工资条（样张）", "姓名：王师傅", "应发：6,200 元", "实发：0 元"],
};

export const SCENES = [
  ["", "没有场景的二维码"],
  ["join", "工厂海报：加入工会"],
  ["wages", "工地海报：拖欠工资"],
  ["legal_aid", "法律援助"],
  ["dream_plan", "圆梦计划"],
  ["summer_relief", "送清凉"],
];

// Roughly the middle of each; the label is how WeChat names a place.
export const PLACES = [
  ["龙华区民治街道", 22.6186, 114.0363, "广东省深圳市龙华区民治街道"],
  ["宝安区福海街道", 22.6702, 113.8234, "广东省深圳市宝安区福海街道"],
  ["福田区华强北街道", 22.5475, 114.0853, "广东省深圳市福田区华强北街道"],
  ["南山区粤海街道", 22.5225, 113.9353, "广东省深圳市南山区粤海街道"],
  ["龙岗区坂田街道", 22.6355, 114.0697, "广东省深圳市龙岗区坂田街道"],
  ["罗湖区东门街道", 22.5483, 114.1205, "广东省深圳市罗湖区东门街道"],
  ["光明区公明街道", 22.7803, 113.8911, "广东省深圳市光明区公明街道"],
  ["只有坐标，没有地名", 22.5431, 114.0579, ""],
  ["广州市天河区（不在深圳）", 23.1247, 113.3612, "广东省广州市天河区"],
];

export const EVENTS = {
  text: "文字", voice: "语音", image: "图片", file: "文件", video: "视频", shortvideo: "小视频",
  location: "位置", link: "链接", subscribe: "关注", unsubscribe: "取消关注", SCAN: "扫码",
  CLICK: "点菜单", VIEW: "点菜单链接", LOCATION: "上报位置", TEMPLATESENDJOBFINISH: "通知送达",
  subscribe_msg_popup_event: "订阅选择", subscribe_msg_sent_event: "通知送达",
  "message/custom/send": "发客服消息", "message/template/send": "发模板消息",
  "message/subscribe/bizsend": "发订阅通知", stable_token: "取令牌", token: "取令牌",
  "media/get": "取文件", "media/upload": "传文件", "menu/create": "推送菜单",
  "menu/get": "读取菜单", "menu/delete": "删除菜单", getcallbackip: "查微信地址",
  "sns/oauth2/access_token": "网页授权",
};

export const OUTCOMES = {
  reply: "当场回复", nothing: "收到，不当场回复", unavailable: "没有及时答复",
  ok: "成功", refused: "拒绝",
};
