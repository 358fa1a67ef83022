// What the chat's window says by itself. Everything said in the talk comes from the server.
const WORDS = {
  zh: {
    open: "在线咨询", close: "关闭", title: "在线客服", start: "开始咨询", name: "称呼", phone: "电话", email: "邮箱", optional: "选填",
    write: "输入消息，按回车发送", send: "发送", attach: "发送图片或文件", person: "转人工", end: "结束会话", again: "再次咨询",
    place: "您排在第 {0} 位，预计等待约 {1} 分钟", next: "您是下一位，预计等待约 {1} 分钟", with: "{0} 正在为您服务", alone: "暂时没有客服在线", robot: "智能助手为您解答", ended: "会话已结束",
    typing: "{0} 正在输入…", read: "已读", lost: "连接已断开，正在重新连接…", failed: "发送失败，请重试", retry: "重试", absent: "暂时连接不上在线客服，正在重试…", often: "发送太频繁，请稍候再试",
    leave: "现在没有客服在线。请留言，我们会尽快回复您。", message: "您的问题", leave_it: "提交留言", contact: "请留下电话或邮箱，便于回复",
    rate: "这次服务您满意吗？", stars: "{0} 星", words: "还想说点什么？（选填）", submit: "提交评价", thanks: "感谢您的评价", download: "下载记录", mail: "发送到邮箱", mailed: "记录已发送到邮箱",
    sources: "来源：", large: "文件超过 {0} MB", picture: "图片", new: "{0} 条新消息", sending: "正在发送 {0}…", sure: "确定结束会话吗？", yes: "结束", no: "继续",
  },
  en: {
    open: "Chat with us", close: "Close", title: "Chat", start: "Start the chat", name: "Name", phone: "Phone", email: "Mail", optional: "optional",
    write: "Write a message, Enter sends it", send: "Send", attach: "Send a picture or file", person: "Talk to a person", end: "End the chat", again: "Start again",
    place: "You are number {0}, about {1} minutes to wait", next: "You are next, about {1} minutes to wait", with: "{0} is with you", alone: "Nobody is here just now", robot: "Our assistant answers first", ended: "The chat has ended",
    typing: "{0} is typing…", read: "Read", lost: "Connection lost, trying again…", failed: "Not sent", retry: "Try again", absent: "The chat cannot be reached just now, trying again…", often: "Too many messages, please wait a moment",
    leave: "Nobody is here just now. Leave us a message and we will answer soon.", message: "Your question", leave_it: "Leave the message", contact: "A phone number or mail address, so that we can answer",
    rate: "How did we do?", stars: "{0} stars", words: "Anything you would like to add? (optional)", submit: "Send rating", thanks: "Thank you for your rating", download: "Download transcript", mail: "Send it by mail", mailed: "The transcript is on its way",
    sources: "Source: ", large: "The file is larger than {0} MB", picture: "Picture", new: "{0} new messages", sending: "Sending {0}…", sure: "End the chat?", yes: "End it", no: "Go on",
  },
};

export function wordsFor(language) {
  const words = WORDS[/^zh/i.test(language) ? "zh" : "en"];
  return (key, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, () => value), words[key]);
}
