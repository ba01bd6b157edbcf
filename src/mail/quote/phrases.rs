//! What mail programs write around quotes, in the languages they speak.

/// A field in the header of a quoted message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    From,
    Date,
    To,
    Subject,
}

const FROM: &[&str] = &[
    "from",
    "von",
    "de",
    "da",
    "van",
    "från",
    "fra",
    "lähettäjä",
    "od",
    "от",
    "від",
    "kimden",
    "gönderen",
    "feladó",
    "από",
    "expéditeur",
    "mittente",
    "remitente",
    "发件人",
    "寄件者",
    "差出人",
    "送信者",
    "보낸 사람",
    "보낸사람",
    "מאת",
    "من",
];
const DATE: &[&str] = &[
    "sent",
    "date",
    "gesendet",
    "datum",
    "envoyé",
    "enviado",
    "enviado el",
    "enviada em",
    "enviada",
    "fecha",
    "data",
    "inviato",
    "verzonden",
    "skickat",
    "sendt",
    "dato",
    "lähetetty",
    "päiväys",
    "wysłano",
    "odesláno",
    "отправлено",
    "дата",
    "надіслано",
    "gönderildi",
    "gönderme tarihi",
    "tarih",
    "elküldve",
    "dátum",
    "ημερομηνία",
    "στάλθηκε",
    "发送时间",
    "日期",
    "寄件日期",
    "送信日時",
    "日付",
    "日時",
    "보낸 날짜",
    "날짜",
    "נשלח",
    "תאריך",
    "تاريخ",
];
const TO: &[&str] = &[
    "to",
    "an",
    "à",
    "para",
    "a",
    "aan",
    "till",
    "til",
    "vastaanottaja",
    "do",
    "komu",
    "кому",
    "kime",
    "címzett",
    "προς",
    "收件人",
    "收件者",
    "宛先",
    "받는 사람",
    "받는사람",
    "אל",
    "إلى",
];
const SUBJECT: &[&str] = &[
    "subject",
    "betreff",
    "objet",
    "asunto",
    "assunto",
    "oggetto",
    "onderwerp",
    "ämne",
    "emne",
    "aihe",
    "temat",
    "předmět",
    "predmet",
    "тема",
    "konu",
    "tárgy",
    "θέμα",
    "主题",
    "主旨",
    "件名",
    "제목",
    "נושא",
    "الموضوع",
];

/// The field that a line is, in whatever language, perhaps in bold.
pub fn field(line: &str) -> Option<Field> {
    let line = line.trim_start_matches([' ', '\t', '*', '|']);
    let colon = line.char_indices().take(40).find(|(_, c)| matches!(c, ':' | '：'))?.0;
    let name = line.get(..colon)?.trim_matches([' ', '\t', '*', '\u{a0}']).to_lowercase();
    let known = [(Field::From, FROM), (Field::Date, DATE), (Field::To, TO), (Field::Subject, SUBJECT)];
    known.into_iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| field)
}

/// What stands before a subject that is forwarded.
const FORWARD: &[&str] = &[
    "fw", "fwd", "wg", "tr", "rv", "i", "enc", "doorst", "vb", "vs", "vl", "pd", "přep", "ynt", "ilt", "转发", "轉寄",
    "転送",
];

/// Whether a subject says that the message is forwarded. Only what comes first counts: a reply to what was forwarded is a
/// reply.
pub fn is_forward(subject: &str) -> bool {
    let Some((prefix, _)) = subject.split_once([':', '：']) else { return false };
    FORWARD.contains(&prefix.trim().to_lowercase().as_str())
}

const FORWARDED: &[&str] = &[
    "forwarded message",
    "begin forwarded message",
    "forwarded by",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "message transféré",
    "message transmis",
    "début du message réexpédié",
    "début du message transféré",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "mensagem encaminhada",
    "mensagem reencaminhada",
    "início da mensagem encaminhada",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "vidarebefordrat meddelande",
    "vidarebefordrat brev",
    "videresendt besked",
    "videresendt melding",
    "edelleenlähetetty viesti",
    "przekazana wiadomość",
    "přeposlaná zpráva",
    "пересылаемое сообщение",
    "переслане повідомлення",
    "iletilen ileti",
    "转发的邮件",
    "转发邮件",
    "轉寄的郵件",
    "転送メッセージ",
    "転送されたメッセージ",
    "전달된 메시지",
];
const ORIGINAL: &[&str] = &[
    "original message",
    "original appointment",
    "original email",
    "reply message",
    "ursprüngliche nachricht",
    "originalnachricht",
    "original-nachricht",
    "message d'origine",
    "message original",
    "mensaje original",
    "mensagem original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "ursprungligt meddelande",
    "ursprungsmeddelande",
    "oprindelig meddelelse",
    "opprinnelig melding",
    "alkuperäinen viesti",
    "wiadomość oryginalna",
    "původní zpráva",
    "исходное сообщение",
    "оригінальне повідомлення",
    "orijinal mesaj",
    "orijinal ileti",
    "eredeti üzenet",
    "原始邮件",
    "原始郵件",
    "元のメッセージ",
    "원본 메시지",
];

/// What stands between dashes, in lower case.
fn between_dashes(line: &str) -> Option<String> {
    let dashes = |c: char| matches!(c, '-' | '—' | '–' | '_' | '=' | ' ' | '*');
    (line.len() <= 200 && line.starts_with("--")).then(|| line.trim_matches(dashes).replace('’', "'").to_lowercase())
}

/// Whether a line says that a forwarded message follows.
pub fn begins_forward(line: &str) -> bool {
    let line = line.trim();
    if let Some(title) = between_dashes(line) {
        return FORWARDED.iter().any(|known| title.starts_with(known));
    }
    // Apple Mail draws no dashes.
    let title = line.strip_suffix(':').filter(|title| title.len() <= 100);
    title.is_some_and(|title| {
        let title = title.trim().to_lowercase();
        ["begin ", "anfang ", "début ", "inicio ", "início ", "inizio "].iter().any(|word| title.starts_with(word))
            && FORWARDED.contains(&title.as_str())
    })
}

/// Whether a line says that the message answered follows.
pub fn begins_original(line: &str) -> bool {
    between_dashes(line).is_some_and(|title| ORIGINAL.contains(&title.as_str()))
}

/// How attributions begin that name the day first.
const DAYS: &[&str] = &[
    "on ",
    "am ",
    "le ",
    "el ",
    "em ",
    "no dia ",
    "il ",
    "il giorno ",
    "op ",
    "den ",
    "på ",
    "w dniu ",
    "dnia ",
    "dne ",
    "dňa ",
    "în ",
    "la ",
    "în data ",
    "στις ",
    "vào ",
    "în ziua ",
    "dana ",
    "a ",
    "u ",
    "בתאריך ",
    "في ",
];
/// How they say that somebody wrote.
const WROTE: &[&str] = &[
    "wrote",
    "schrieb",
    "a écrit",
    "escribió",
    "escreveu",
    "ha scritto",
    "schreef",
    "geschreven",
    "skrev",
    "kirjoitti",
    "pisze",
    "napisał",
    "napsal",
    "napísal",
    "ezt írta",
    "a scris",
    "пишет",
    "писал",
    "написал",
    "пише",
    "написав",
    "yazdı",
    "έγραψε",
    "va escriure",
    "ha escrit",
    "đã viết",
    "napisao",
    "写道",
    "寫道",
    "のメール",
    "書きました",
    "작성",
    "님이 쓴",
    "כתב",
    "كتب",
    "sent the following",
    "está escribiendo",
];

/// Whether a line can be the first of an attribution: a glance, before more is done.
pub fn may_begin_attribution(line: &str) -> bool {
    line.len() <= 500 && (line.ends_with([':', '：']) || has_day(line))
}

fn has_day(line: &str) -> bool {
    let start: String = line.chars().take(12).flat_map(char::to_lowercase).collect();
    let start = start.trim_start_matches(['-', '*', ' ']);
    DAYS.iter().any(|day| start.starts_with(day))
}

/// Whether a text that ends in a colon says who wrote what follows, and when: `On …, Ann <ann@x.example> wrote:`.
pub fn is_attribution(text: &str, wrapped: bool) -> bool {
    let clock = text
        .as_bytes()
        .windows(3)
        .any(|w| w[0].is_ascii_digit() && matches!(w[1], b':' | b'.' | b'h') && w[2].is_ascii_digit());
    let year = text.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    let address = text.contains('@');
    // In some languages Gmail writes nothing but the time and the sender.
    if !wrapped && address && year && clock && text.trim_end_matches([':', '：', ' ']).ends_with('>') {
        return true;
    }
    let lower = text.to_lowercase();
    let wrote = WROTE.iter().any(|verb| lower.contains(verb));
    wrote && if has_day(text) { address || year || clock } else { !wrapped && (address || clock && year) }
}

/// How telephones and the like sign.
const DEVICE: &[&str] = &[
    "sent from my ",
    "sent from mail for windows",
    "sent from outlook",
    "sent from yahoo mail",
    "sent from proton",
    "sent from gmail",
    "sent via ",
    "sent with ",
    "get outlook for ",
    "get bluemail for ",
    "von meinem ",
    "gesendet von ",
    "gesendet mit ",
    "envoyé de mon ",
    "envoyé depuis ",
    "envoyé à partir de ",
    "obtenir outlook",
    "télécharger outlook",
    "enviado desde ",
    "enviado do meu ",
    "enviado de mi ",
    "enviado a partir de ",
    "obtener outlook",
    "inviato da ",
    "inviato dal ",
    "verzonden vanaf ",
    "verstuurd vanaf ",
    "skickat från ",
    "sendt fra ",
    "lähetetty ",
    "wysłane z ",
    "odesláno z ",
    "отправлено с ",
    "отправлено из ",
    "надіслано з ",
    "holen sie sich outlook",
    "outlook für ",
    "发自我的",
    "發自我的",
    "從我的",
    "나의 ",
    "iphoneから送信",
    "ipadから送信",
    "gönderildi: ",
    "diese nachricht wurde von meinem ",
];

/// Whether a line is what a device signs with.
pub fn is_device_signature(line: &str) -> bool {
    if line.chars().count() > 100 {
        return false;
    }
    let line = line.trim_start_matches(['<', '[', '(']).to_lowercase();
    // Sentences begin like that, too, but they do not name a device or a program.
    const MADE_BY: &[&str] = &[
        "iphone",
        "ipad",
        "android",
        "samsung",
        "galaxy",
        "huawei",
        "pixel",
        "xiaomi",
        "handy",
        "smartphone",
        "phone",
        "mobil",
        "blackberry",
        "outlook",
        "mail",
        "proton",
        "tablet",
        "device",
        "portable",
        "móvil",
        "windows",
        "mac",
        "watch",
        "nokia",
    ];
    DEVICE.iter().any(|start| line.starts_with(start)) && MADE_BY.iter().any(|word| line.contains(word))
}
