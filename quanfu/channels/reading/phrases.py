"""What mail programs and people write around a quote or at a letter's end, in the languages that customers write in."""

from __future__ import annotations

import re

WROTE = re.compile(
    r"\b(?:wrote|writes|said|sent|geschreven|schrieb|a [ée]crit|[ée]crivait|escribi[óo]|ha scritto|scrisse|"
    r"schreef|skrev|kirjoitti|napisa[łl]"
    r"|nades[łl]a[łl]|napsal|nap[íi]sal|escreveu|írta|a scris|yazdı|napisao|rašė|rakstīja|"
    r"kirjutas|έγραψε|menulis|đã viết|viết"
    r"|пишет|писал|написал|написав|пише|написа|kirjutas)(?:\(?[aа]\)?)?\b|写道|寫道|写到|写于|寫於|来信|の?メール|"
    r"書きました|님이|작성|เขียน|كتب|כתב",
    re.I,
)
STARTS = re.compile(
    r"^\W*(?:On|At|In|Am|Le|El|Il|Op|Den|Dnia|W dniu|Dne|Em|No dia|Pada|Vào|Dana|På|Dňa|La data|"
    r"V|Ha|Il giorno|Den|Le"
    r"|On\s?,|(?:mon|tue|wed|thu|fri|sat|sun|mån|man|tis|tir|ons|tor|fre|lör|lør|sön|søn|pon|"
    r"wt|śr|czw|pt|sob|ndz|lun|mar"
    r"|mer|jeu|ven|sam|dim|ma|ti|ke|to|pe|la|su|пн|вт|ср|чт|пт|сб|вс)\w*[.,]?\s|"
    r"\d{1,4}\s?[-./年년 ]|在|于|於)",
    re.I,
)
EVIDENCE = re.compile(r"@|\d{4}|\d{1,2}[:.]\d{2}|\d{1,2}[/.-]\d{1,2}")
DATED_SENDER = re.compile(
    r"\d{1,2}[:：.]\d{2}.*<\s?[^<>\s]*@[^<>\s]*>\s*[:：]\s*$|"
    r"^\W*\d{4}/\d{1,2}/\d{1,2} .*<[^<>\s]+@[^<>\s]+>\s*:?$",
)

_SEPARATORS = (
    r"original message|reply message|antwort nachricht|on .{6,120} wrote|original mail|original e-?mail|original appointment|original|"
    r"forwarded message|forwarded mail"
    r"|forwarded by .{0,80}|urspr[üu]e?ngliche (?:nachricht|mail|e-?mail)|"
    r"weitergeleitete nachricht|message d['’]origine"
    r"|message original|message (?:transf[ée]r[ée]|initial)|mensaje original|"
    r"mensaje reenviado|messaggio originale"
    r"|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|oprindelig meddelelse|"
    r"oprindelig besked"
    r"|opprinnelig melding|ursprungligt meddelande|alkuper[äa]inen viesti|"
    r"wiadomo[śs][ćc] oryginalna|oryginalna wiadomo[śs][ćc]"
    r"|wiadomo[śs][ćc] przekazana|mensagem original|mensagem encaminhada|исходное сообщение|"
    r"пересылаемое сообщение"
    r"|оригинальное сообщение|původní zpráva|pôvodná správa|eredeti üzenet|mesaj original|"
    r"özgün ileti|asıl mesaj"
    r"|元のメッセージ|original message from .{0,80}|転送されたメッセージ|원본 ?메시지|원본 ?메일|전달된 메일|thư gốc"
    r"|原始邮件|原始郵件|原邮件|原郵件|(?:回复|答复|回覆|转发)的原?邮件|转发邮件信息|转发邮件|轉寄郵件|轉寄的郵件|原始訊息|原始信息|原始消息|原信件|原文|原信"
    r"|邮件原文|以下是?为?原邮件|历史邮件"
)
SEPARATOR = re.compile(
    rf"^[\s>|"
    rf"*#]*(?:[-_—–=*~＿－﹣]\s?){{2,}}\s*(?:{_SEPARATORS})\s*:?：?\s*(?:[-_—–=*~＿－﹣]\s?){{2,}}\s*$",
    re.I,
)
SEPARATOR_LINE = re.compile(
    r"^[\s>|*]*(?:begin forwarded message|inizio messaggio inoltrato|"
    r"d[ée]but du message r[ée]exp[ée]di[ée]|anfang der weitergeleiteten"
    r" nachricht|inicio del mensaje reenviado|下面是(?:被)?转发的邮件|开始转发的邮件|以下是转发的邮件|開始轉寄郵件|"
    r"original message processed by .{0,60})\s*[:：]?\s*$",
    re.I,
)
REPLY_ABOVE = re.compile(
    r"(?:reply|type|write|respond|antwort\w*|répon\w+|"
    r"respond\w+).{0,25}\babove (?:this|the|that)\b.{0,12}\bline\b|do not (?:type|write) below this line"
    r"|请在(?:此|本)(?:行|线|处)?.{0,4}(?:以上|上方|之上).{0,6}(?:回复|输入|填写)|請在此(?:行|線)以上回覆|(?:在|于)此线上方回复",
    re.I,
)

# Labels of the head of a quoted mail, by what they say.
FROM = (
    r"from|von|de|da|van|fra|från|od|od kogo|от|от кого|від|odesílatel|feladó|lähettäjä|"
    r"gönderen|kimden|差出人|送信者|보낸 ?사람|보낸이|发件人|發件人|寄件者|寄件人|发送人|发信人|發信人|从|expéditeur|remetente|"
    r"mittente|từ|dari"
)
SENT = (
    r"sent|date|gesendet|datum|envoy[ée]|envoy[ée] le|enviado|enviada em|enviado el|fecha|"
    r"data|inviato|verzonden|sendt|dato|skickat|wysłano|"
    r"отправлено|дата|odesláno|elküldve|lähetetty|gönderildi|tarih|送信日時|日付|日時|보낸 ?날짜|날짜|发送时间|"
    r"發送時間|发送日期|發送日期|日期|时间|時間|寄件日期|傳送時間|已发送|gửi|tanggal"
)
TO = (
    r"to|an|[àa]|para|aan|til|till|do|кому|komu|címzett|vastaanottaja|kime|宛先|받는 ?사람|收件人|收信人|"
    r"收件者|đến|kepada|a"
)
SUBJECT = (
    r"subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|temat|тема|předmět|"
    r"predmet|tárgy|aihe|konu|件名|제목|主题|主題|主旨|标题|標題|chủ đề|subjek"
)
OTHER = (
    r"cc|bcc|kopie|kopia|kopi|copie|copia|dw|копия|másolat|참조|抄送|副本|密送|reply-to|回复给|"
    r"organization|organisation|attachments?|附件|importance|重要性|mailed-by|signed-by"
)
LABEL = re.compile(
    rf"^[\s>|*_#]*(?:(?P<from>{FROM})|(?P<sent>{SENT})|(?P<to>{TO})|(?P<subject>{SUBJECT})|"
    rf"(?P<other>{OTHER}))"
    rf"[\s*_]*(?:[:：|]|\s:)[\s*_|]*(?P<value>.*)$",
    re.I,
)

# --- the end of a letter
_DEVICES = (
    r"iphone|ipad|手机|手機|平板|android|安卓|华为|華為|小米|荣耀|oppo|vivo|三星|魅族|红米|一加|realme|mate|foxmail|"
    r"outlook|qq ?邮箱|网易邮箱"
    r"|邮箱大师|163邮箱|126邮箱|新浪邮箱|阿里邮箱|阿里云邮箱|钉钉|钉邮|企业微信|企业邮箱|腾讯企业邮|微信|飞书|邮箱|邮件|windows|mac|客户端"
    r"|电脑|gmail"
)
MOBILE = re.compile(
    r"^[\s>*_(\[（【\-—–|]*(?:"
    r"sent (?:from|via|with|by) (?:my |an? |the )?(?:[\w®™'’./+-]+ ){0,5}[\w®™'’./+-]+ ?(?:\([^)]*\)|"
    r"<[^>]*>|[:：]?\s?https?://\S+)?(?:on \w+)?"
    r"|get outlook for .{2,80}|download outlook for .{2,40}|sent from outlook .{0,30}"
    r"|(?:gesendet|verschickt) (?:von|mit|aus|über) .{2,60}|von meinem .{2,30} gesendet|"
    r"diese nachricht wurde von meinem .{2,60}|holen sie sich outlook .{2,30}"
    r"|envoy[ée] (?:depuis|de|à partir de|avec) .{2,60}|t[ée]l[ée]charger outlook .{2,30}|"
    r"obtenez outlook .{2,30}"
    r"|enviado (?:desde|do|de|a partir de|via) .{2,60}|obtener outlook .{2,30}|"
    r"obter o outlook .{2,30}|inviato (?:da|dal|con) .{2,60}|ottieni outlook .{2,30}"
    r"|(?:verzonden|verstuurd|gestuurd) (?:vanaf|vanuit|met|via|van) .{2,60}|(?:sendt|skickat|"
    r"skickades|hent outlook|hämta outlook) (?:fra|från|til|för|med) .{2,60}"
    r"|wysłan[eo] (?:z|za pomocą) .{2,60}|odesl[áa]no z .{2,60}|отправлено (?:с|из) .{2,60}|"
    r"lähetetty .{2,40}(?:sta|stä|lta|ltä)|iphone'?u?mdan gönderildi|"
    r".{0,20}'?[dt]en gönderildi"
    r"|.{0,20}から送信|.{0,10}나의 .{2,30}에서 보냄|내 .{2,30}에서 보냄"
    rf"|(?:本邮件|此邮件|邮件)?(?:发自|來自|来自|发送自|發送自|傳送自|寄自|發自)\s?(?:我的|the )?\s?.{{0,16}}(?:{_DEVICES}).{{0,16}}"
    rf"|(?:本邮件|此邮件|邮件)?(?:由|从|從|通过|使用|用)\s?(?:我的|"
    rf"the )?\s?.{{0,16}}(?:{_DEVICES}).{{0,12}}(?:发送|發送|发出|傳送|寄出)"
    r"|签名由.{0,20}(?:定制|订制|提供)|獲取.{0,10}outlook.{0,80}|获取\s?.{0,12}outlook.{0,80}|"
    r"下载.{0,10}outlook.{0,80}"
    r")[\s*_.。)\]）】|>]*$",
    re.I,
)
SIGN_OFF = re.compile(
    r"^[\s*_]*(?:"
    r"(?:(?:with |my |our )?(?:the )?(?:(?:very )?(?:best|kind(?:est)?|warm(?:est)?|many|"
    r"good)\s?)(?:(?:and|&) \w+ )?(?:regards?|wishes|greetings)|regards?|all the best|best|"
    r"kind regards|warmly|cheers"
    r"|(?:yours )?(?:sincerely|truly|faithfully|respectfully)(?: yours)?|respectfully|"
    r"cordially|thanks? (?:&|and|\+) (?:best |kind |warm )?regards|thx|br|rgds"
    r"|(?:many )?thanks(?: (?:again|a lot|so much|in advance))?|thank you(?: (?:very much|"
    r"so much|again|in advance))?|looking forward.{0,40}|take care)"
    r"|mit (?:freundlichen?|besten?|herzlichen?|lieben?|vielen?) (?:gr[üu](?:ß|ss|e)\w*|gruss|"
    r"gruß)(?: aus \w+)?|(?:(?:viele|liebe|beste|herzliche|schöne|freundliche|lg|"
    r"vg) )?(?:gr[üu]e?(?:ß|ss)e?n?)(?: aus \w+)?|hochachtungsvoll|mfg|lg|vg"
    r"|(?:bien |très )?cordialement|(?:meilleures |sincères )?salutations(?: distinguées)?|"
    r"bien à (?:vous|toi)|bonne (?:journée|réception|soirée)|amicalement|cdlt"
    r"|(?:un )?(?:cordial(?:es)? |atentos? )?saludos?(?: cordiales)?|atentamente|cordialmente|"
    r"(?:muchas )?gracias|un abrazo"
    r"|(?:cordiali |distinti |tanti )?saluti|cordialmente|grazie(?: mille)?|"
    r"(?:com os )?(?:melhores )?cumprimentos|atenciosamente|abraços|obrigad[oa]"
    r"|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|mvg|groet(?:en|jes)?|bedankt|dank u"
    r"|(?:(?:med )?(?:de )?(?:venlige?|venlig|vennlig|vänliga?|bästa|bedste|beste|"
    r"hjertelige?) )(?:hilsen|hilsner|hälsning(?:ar)?)|hilsen|hälsningar|mvh|dbh|kh|vh|knus|"
    r"tak|tack(?: på förhand)?|på forhånd tak|ystävällisin terveisin|terveisin"
    r"|(?:(?:serdecznie )?pozdrawiam(?: serdecznie)?|z powa[żz]aniem|z wyrazami szacunku)|"
    r"s pozdravem|s úctou|děkuji|děkujeme|s přáním hezkého dne|[üu]dv(?:[öo]zlettel)?|tisztelettel|"
    r"cu respect|saygılar(?:ımla)?|iyi çalışmalar|teşekkürler"
    r"|с уважением|с наилучшими пожеланиями|спасибо|з повагою|敬具|以上、?よろしくお願い.{0,12}|"
    r"よろしくお願い.{0,12}|よろしくお願いします|감사합니다|고맙습니다|안부 전합니다|좋은 하루 되세요"
    r"|此致|此致敬礼|此致，?敬礼|敬礼|顺祝.{1,8}|順祝.{1,8}|顺颂.{1,6}|順頌.{1,6}|商祺|谨致问候|致以?(?:诚挚的)?(?:问候|敬意)|"
    r"祝(?:好|安|商祺|工作顺利|工作愉快|生活愉快|您?(?:工作|生活)(?:顺利|愉快)|一切顺利)|best wishes|敬祝.{0,8}|敬上|谨上|敬启"
    r")[\s*_,，.。!！:;~]*$",
    re.I,
)
WEAK_SIGN_OFF = re.compile(
    r"^[\s*_]*(?:thanks?|thank you|many thanks|best|cheers|tak|tack|gracias|grazie|bedankt|spasibo|спасибо|děkuji|감사합니다|고맙습니다|obrigad[oa]|looking)",
    re.I,
)
DISCLAIMER = re.compile(
    r"^[\s*_>\-【\[（(]*(?:disclaimer\b|confidential(?:ity)?(?: notice| note|"
    r" information)?\s*[:：]|(?:privileged|private|sensitive|important|legal) (?:notice|note|"
    r"information)\s*[:：]?"
    r"|(?:this|the information (?:contained )?in this|the contents? of this) (?:e-?mail|"
    r"message|communication|transmission|electronic)\b.{0,160}(?:confidential|intended|"
    r"privileged|property)"
    r"|the information (?:contained|transmitted|in this).{0,120}(?:confidential|intended|privileged)"
    r"|this (?:e-?mail|message) (?:has been|was) scanned|diese (?:e-?mail|"
    r"nachricht) (?:enthält|ist) .{0,60}vertraulich|wichtiger hinweis\s*[:：]|ce (?:message|"
    r"courriel|mail).{0,80}confidentiel"
    r"|este (?:mensaje|correo|e-?mail).{0,80}confidencial|aviso (?:legal|de confidencialidad)|"
    r"questo messaggio.{0,80}(?:riservat|confidenzial)|please consider the environment|"
    r"save paper"
    r"|(?:本|此)(?:电子)?(?:邮件|郵件|e-?mail)(?:及|和|中|所|内|之|包含|（|\(|含|可能|仅|為|为|系).{0,80}(?:保密|机密|機密|"
    r"秘密|特定|收件人|版权|商业|隐私)|(?:免责|保密|法律|免責)(?:声明|提示|聲明|条款|告示|须知)"
    r"|本邮件.{0,30}(?:保密|机密)|严格保密|声明：本邮件)",
    re.I,
)
BANNER = re.compile(
    r"^[\s*\[【_!⚠]*(?:caution|external(?: e-?mail| sender| message)?(?: warning)?|warning|"
    r"achtung|attention|外部邮件|注意|提醒|安全提示|外部邮件提醒|警告).{0,60}"
    r"(?:originated (?:from )?outside|outside (?:of )?(?:the|this|your|our) (?:company|"
    r"organi[sz]ation|network)|external (?:sender|source|e-?mail)|do not click|"
    r"from an external"
    r"|extern\w+ absender|来自(?:公司|组织|企业)?外部|外部(?:发件人|邮箱|域)|请谨慎|请勿点击)",
    re.I,
)
CONTACT = re.compile(
    r"(?:电话|電話|手机|手機|座机|传真|傳真|邮箱|郵箱|邮件|电子邮件|网址|網址|地址|微信|热线|qq)\s*[:：]|\b(?:tel|phone|mobile|"
    r"mob|cell|fax|e-?mail|web|www|ph|direct|office|skype|linkedin)\b\s*[.:：]|^[\s|"
    r"]*[MTFEPW]\s*[:：]|https?://|www\.|[\w.+-]+@[\w-]+\.\w|\+?\d[\d\s().-]{7,}\d",
    re.I,
)
POSITION = re.compile(
    r"经理|工程师|主管|总监|总经理|销售|客服|助理|专员|董事|会计|部长|主任|处长|科长|协调人|负责人|秘书|顾问|律师|设计师|"
    r"有限公司|集团|股份|\b(?:manager|director|engineer|ceo|"
    r"cto|cfo|founder|president|developer|consultant|officer|assistant|"
    r"head of|sales|support|inc|ltd|llc|gmbh|corp|co\.|team|department|analyst|specialist|"
    r"coordinator)\b",
    re.I,
)
