use super::*;

fn of_text(text: &str) -> String {
    of(&ParsedMessage { text: Some(text.to_owned()), ..ParsedMessage::default() })
}

fn of_html(html: &str) -> String {
    of(&ParsedMessage { html: Some(html.to_owned()), ..ParsedMessage::default() })
}

fn of(message: &ParsedMessage) -> String {
    new_text(message).unwrap_or_else(|| message.readable().into_owned())
}

/// A reply, an attribution and a quote, for each attribution.
#[test]
fn attributions_are_recognized_in_many_languages() {
    for attribution in [
        "On Mon, Jan 5, 2026 at 10:12 AM Ann Archer <ann@x.example> wrote:",
        "On Mon, Jan 5, 2026 at 10:12 AM Ann Archer <\nann@x.example> wrote:",
        "On 5 Jan 2026, at 10:12, Ann Archer <ann@x.example> wrote:",
        "On Monday, January 5, 2026 at 10:12:33 AM GMT+1, Ann Archer\n<ann@x.example> wrote:",
        "Ann Archer <ann@x.example> wrote:",
        "2026-01-05 10:12 GMT+01:00 Ann Archer <ann@x.example>:",
        "Am 05.01.2026 um 10:12 schrieb Ann Archer:",
        "Am Mo., 5. Jan. 2026 um 10:12 Uhr schrieb Ann Archer <\nann@x.example>:",
        "Ann Archer <ann@x.example> schrieb am Mo., 5. Jan. 2026, 10:12:",
        "Le lun. 5 janv. 2026 à 10:12, Ann Archer <ann@x.example> a écrit :",
        "El lun, 5 ene 2026 a las 10:12, Ann Archer (<ann@x.example>) escribió:",
        "Em seg., 5 de jan. de 2026 às 10:12, Ann Archer <ann@x.example> escreveu:",
        "Il giorno lun 5 gen 2026 alle ore 10:12 Ann Archer <ann@x.example> ha scritto:",
        "Op ma 5 jan. 2026 om 10:12 schreef Ann Archer <ann@x.example>:",
        "Den mån 5 jan. 2026 kl 10:12 skrev Ann Archer <ann@x.example>:",
        "Den man. 5. jan. 2026 kl. 10.12 skrev Ann Archer <ann@x.example>:",
        "ma 5. tammik. 2026 klo 10.12 Ann Archer (ann@x.example) kirjoitti:",
        "W dniu 05.01.2026 o 10:12, Ann Archer pisze:",
        "pon., 5 sty 2026 o 10:12 Ann Archer <ann@x.example> napisał(a):",
        "Dne 5. 1. 2026 v 10:12 Ann Archer napsal(a):",
        "пн, 5 янв. 2026 г. в 10:12, Ann Archer <ann@x.example>:",
        "пн, 5 янв. 2026 г., 10:12 Ann Archer пишет:",
        "Ann Archer <ann@x.example>, 5 Oca 2026 Pzt, 10:12 tarihinde şunu yazdı:",
        "2026年1月5日(月) 10:12 Ann Archer <ann@x.example>:",
        "Ann Archer <ann@x.example> 于2026年1月5日周一 10:12写道：",
        "2026년 1월 5일 (월) 오전 10:12, Ann Archer <ann@x.example>님이 작성:",
    ] {
        let quoted = format!("Yes, fine.\n\nBob\n\n{attribution}\n\n> Shall we?\n>\n> Ann\n");
        assert_eq!(of_text(&quoted), "Yes, fine.\n\nBob", "{attribution}");
        let below = format!("{attribution}\n> Shall we?\n> Ann\n\nYes, fine.\n");
        assert_eq!(of_text(&below), "Yes, fine.", "{attribution}");
        let unmarked = format!("Yes, fine.\n\n{attribution}\n\nShall we?\n\nAnn\n");
        assert_eq!(of_text(&unmarked), "Yes, fine.", "{attribution}");
    }
}

#[test]
fn quoted_headers_are_recognized_in_many_languages() {
    for header in [
        "From: Ann <ann@x.example>\nSent: Monday, January 5, 2026 10:12 AM\nTo: Bob\nSubject: Lunch",
        "*From:* Ann\n*Sent:* Monday\n*To:* Bob\n*Cc:* Cy\n*Subject:* Lunch",
        "________________________________\nFrom: Ann\nSent: Monday\nTo: Bob\nSubject: Lunch",
        "________________________________________\n\nFrom: Ann\nDate: Monday\nSubject: Lunch",
        "-----Original Message-----\nFrom: Ann",
        "-------- Original Message --------\nSubject: Lunch",
        "-----Ursprüngliche Nachricht-----\nVon: Ann",
        "Von: Ann\nGesendet: Montag, 5. Januar 2026 10:12\nAn: Bob\nBetreff: Mittag",
        "De : Ann\nEnvoyé : lundi\nÀ : Bob\nObjet : Midi",
        "-----Message d’origine-----\nDe : Ann",
        "De: Ann\nEnviado el: lunes\nPara: Bob\nAsunto: Comida",
        "De: Ann\nEnviada em: segunda-feira\nPara: Bob\nAssunto: Almoço",
        "Da: Ann\nInviato: lunedì\nA: Bob\nOggetto: Pranzo",
        "Van: Ann\nVerzonden: maandag\nAan: Bob\nOnderwerp: Lunch",
        "Från: Ann\nSkickat: den 5 januari 2026\nTill: Bob\nÄmne: Lunch",
        "От: Ann\nОтправлено: 5 января 2026 г.\nКому: Bob\nТема: Обед",
        "差出人: Ann\n送信日時: 2026年1月5日\n宛先: Bob\n件名: 昼食",
        "发件人: Ann\n发送时间: 2026年1月5日\n收件人: Bob\n主题: 午饭",
    ] {
        assert_eq!(of_text(&format!("Yes.\n\nBob\n\n{header}\n\nShall we?\n\nAnn\n")), "Yes.\n\nBob", "{header}");
    }
}

#[test]
fn signatures_are_left_out() {
    for signature in [
        "-- \nBob Bowman\nBows & Sons",
        "--\nBob",
        "Sent from my iPhone",
        "Get Outlook for iOS<https://aka.example/o>",
        "Von meinem iPhone gesendet",
        "Gesendet von Mail für Windows",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone",
        "发自我的iPhone",
        "iPhoneから送信",
        "Sent from Yahoo Mail on Android",
    ] {
        assert_eq!(of_text(&format!("Yes.\n\n{signature}\n")), "Yes.", "{signature}");
        let answered =
            format!("Yes.\n\n{signature}\n\nOn Mon, 5 Jan 2026 at 10:12, Ann <a@x.example> wrote:\n> Well?\n");
        assert_eq!(of_text(&answered), "Yes.", "{signature}");
    }
}

#[test]
fn answers_between_quotes_are_kept() {
    let text = "Hi Ann,\n\nOn 5 Jan 2026, at 10:12, Ann wrote:\n\n> Lunch at one?\n\nYes.\n\n>> older\n> Where?\n\nAt Bo's.\n\n-- \nBob\n";
    assert_eq!(of_text(text), "Hi Ann,\n\nYes.\n\nAt Bo's.");
    let html = "<div>Hi Ann,</div><div><br><blockquote type='cite'><div>On 5 Jan 2026, at 10:12, Ann wrote:</div>\
                <div>Lunch?</div></blockquote>Yes.<br><blockquote TYPE=cite><div>Where <blockquote>x</blockquote></div>\
                </blockquote>At Bo's.</div>";
    assert_eq!(of_html(html), "Hi Ann,\n\nYes.\n\nAt Bo's.");
}

#[test]
fn marked_quotes_in_html_are_left_out() {
    for (program, html) in [
        (
            "Gmail",
            "<div dir=ltr>Yes.</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=ltr class=gmail_attr>On Mon, \
             Jan 5, 2026 at 10:12 AM Ann &lt;<a href=mailto:ann@x.example>ann@x.example</a>&gt; wrote:<br></div><blockquote \
             class=\"gmail_quote\" style=x><div>Shall we?</div></blockquote></div>",
        ),
        (
            "Gmail, once",
            "Yes.<div class=gmail_extra><br><div class=gmail_quote>On Mon, Jan 5, 2026 at 10:12 AM, Ann <span>&lt;ann@x.example&gt;\
             </span> wrote:<br><blockquote class=gmail_quote>Shall we?</blockquote></div></div>",
        ),
        (
            "Apple Mail",
            "<html><body>Yes.<div><br><blockquote type=\"cite\"><div>On 5. Jan 2026, at 10:12, Ann wrote:</div><br><div>Shall \
             we?</div></blockquote></div><br></body></html>",
        ),
        (
            "Outlook on the web",
            "<div class=elementToProof>Yes.</div><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\" dir=ltr><font><b>\
             From:</b> Ann<br><b>Sent:</b> Monday</font></div><div>Shall we?</div>",
        ),
        (
            "Outlook",
            "<div class=WordSection1><p class=MsoNormal>Yes.</p><div style='border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>\
             From:</b> Ann &lt;ann@x.example&gt;<br><b>Sent:</b> Monday, January 5, 2026<br><b>To:</b> Bob<br><b>Subject:</b> Lunch\
             </p></div><p>Shall we?</p></div>",
        ),
        (
            "Yahoo",
            "<div>Yes.</div><div id=yahoo_quoted_123 class=yahoo_quoted><div>On Monday, Ann wrote:</div><div>Shall we?</div></div>",
        ),
        (
            "Thunderbird",
            "<p>Yes.</p><div class=\"moz-cite-prefix\">Am 05.01.26 um 10:12 schrieb Ann:<br></div><blockquote type=\"cite\">\
             Shall we?</blockquote><div class=moz-signature>-- <br>Bob</div>",
        ),
        (
            "Proton",
            "<div>Yes.</div><div class=protonmail_signature_block>Sent with Proton Mail</div><div class=protonmail_quote>On Monday \
             Ann wrote:<blockquote class=protonmail_quote>Shall we?</blockquote></div>",
        ),
        ("Gmail's signature", "<div>Yes.</div><div class=gmail_signature data-smartmail=x>Bob<div>Sons</div></div>"),
    ] {
        assert_eq!(of_html(html), "Yes.", "{program}");
    }
}

#[test]
fn forwarded_text_is_kept() {
    let forward = "---------- Forwarded message ---------\nFrom: Ann <ann@x.example>\nDate: Mon, Jan 5, 2026\nSubject: Bill\n\
                   To: Bob <bob@x.example>\n\nPlease pay.\n\n> as said\n\n-- \nAnn";
    assert_eq!(of_text(forward), forward);
    let commented = format!("Can you?\n\n-- \nBob\n\n{forward}\n");
    assert_eq!(of_text(&commented), format!("Can you?\n{forward}"));
    let apple = "Begin forwarded message:\n\n> From: Ann\n> Subject: Bill\n>\n> Please pay.";
    assert_eq!(of_text(apple), apple);
    let outlook = "See below.\n\nFrom: Ann\nSent: Monday\nTo: Bob\nSubject: Bill\n\nPlease pay.";
    assert_eq!(of_text(outlook), "See below.");
    for subject in ["FW: Bill", "Fwd: Bill", "WG: Bill", " Tr : Bill", "转发：Bill"] {
        let message =
            ParsedMessage { subject: subject.to_owned(), text: Some(outlook.to_owned()), ..ParsedMessage::default() };
        assert_eq!(of(&message), outlook, "{subject}");
    }
    let reply = ParsedMessage {
        subject: "Re: Fwd: Bill".to_owned(),
        text: Some(outlook.to_owned()),
        ..ParsedMessage::default()
    };
    assert_eq!(of(&reply), "See below.");
    let html = "<div>Can you?</div><div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>From: \
                Ann</div><br>Please pay.</div>";
    assert!(of_html(html).ends_with("Please pay."), "{}", of_html(html));
    let html = "<blockquote type=cite><div>Begin forwarded message:</div><div>Please pay.</div></blockquote>";
    assert_eq!(of_html(html), "Begin forwarded message:\nPlease pay.");
}

#[test]
fn text_that_resembles_a_quote_is_kept() {
    for text in [
        "On page 5 the author wrote:\n\nNever.",
        "From: the bottom of my heart\nTo: all of you\n\nThanks.",
        "Meeting at 10:30.\nBob wrote:\nno",
        "- one\n-- two\n--- three",
        "Sent from my heart, this mail is for you.\nBob",
        "a\n----------\nb",
        "Le prix :\n5 €",
        "I was sent from my office to say: no.",
        "x > y",
    ] {
        assert_eq!(of_text(text), text);
    }
}

#[test]
fn new_text_of_a_nonempty_body_is_not_empty() {
    for text in [
        "> only\n> quoted",
        "-- \nBob",
        "Sent from my iPhone",
        "On 5 Jan 2026, at 10:12, Ann wrote:\n> x",
        "-----Original Message-----\nFrom: Ann\n\nx",
        "x",
    ] {
        assert_eq!(of_text(text), text);
    }
    assert_eq!(of_text(" \n "), " \n ");
    assert_eq!(of_text(""), "");
    assert_eq!(of_html("<blockquote type=cite>all of it</blockquote>"), "all of it");
    assert_eq!(of_html("<div id=divRplyFwdMsg>From: Ann</div>all"), "From: Ann\nall");
    assert_eq!(new_text(&ParsedMessage::default()), None);
}

#[test]
fn hostile_text_takes_linear_time() {
    let n = 100_000;
    for piece in [
        "On 1:1 ",
        "On 2026 x\n",
        "From: a\n",
        "> ",
        ">\n",
        "--\n",
        "-",
        "\n",
        "wrote:\n",
        "On a@b wrote:\n",
        "_",
        "__________\n",
    ] {
        of_text(&piece.repeat(n));
    }
    for piece in [
        "<blockquote type=cite>",
        "<blockquote type=cite></blockquote>",
        "<div class=gmail_attr>",
        "<",
        "<a class=",
        "<!--",
        "<div class='gmail_attr'>---- Forwarded message",
        "</blockquote>",
    ] {
        of_html(&piece.repeat(n / 4));
    }
}
