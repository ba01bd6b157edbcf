use super::*;

fn verdict(purpose: Purpose, found: &[&str]) -> Verdict {
    let record = records("a.example", "proof=1").into_iter().find(|record| record.purpose == purpose).unwrap();
    let mut seen = Seen::default();
    seen.note(record.kind, &record.name, found.iter().map(|&text| text.to_owned()).collect());
    judge(&record, &seen)
}

#[test]
fn the_record_count_is_correct() {
    let all = records("a.example", "proof=1");
    assert_eq!(all.len(), RECORDS as usize);
    assert!(all.iter().all(|record| judge(record, &Seen::default()).status == Status::Unchecked));
}

#[test]
fn records_are_compared_by_meaning() {
    use Purpose::*;
    use Status::*;
    let key = format!("k=rsa; p={} {}", &DKIM_PUBLIC_KEY[..99], &DKIM_PUBLIC_KEY[99..]);
    for (purpose, found, status) in [
        (Ownership, &["other", "proof=1"][..], Ok),
        (Ownership, &["proof=2"], Wrong),
        (Ownership, &[], Missing),
        (Mx, &["10 Route1.MX.cloudflare.net.", "99 route2.mx.cloudflare.net"], Ok),
        (Mx, &["10 route2.mx.cloudflare.net"], Missing),
        (Mx, &["10 route1.mx.cloudflare.net", "5 mx.other.example."], Wrong),
        (Mx, &["5 mx.other.example."], Wrong),
        (Mx, &[], Missing),
        (Spf, &["x", "V=SPF1 a +include:_spf.MX.cloudflare.net -all"], Ok),
        (Spf, &["v=spf1 include:other.example ~all"], Wrong),
        (Spf, &["v=spf1 include:_spf.mx.cloudflare.net ~all", "v=spf1 -all"], Wrong),
        (Spf, &["v=spf10"], Missing),
        (Dkim, &[&key], Ok),
        (Dkim, &["v=DKIM1; p="], Wrong),
        (Dkim, &[&key, &key], Wrong),
        (Dkim, &[], Missing),
        (Dmarc, &["v=DMARC1;p=reject; rua=mailto:a@b.example"], Ok),
        (Dmarc, &["v=DMARC1; p=maybe"], Wrong),
        (Dmarc, &["v=DMARC1; p=none", "v=DMARC1; p=reject"], Wrong),
        (Dmarc, &["something else"], Missing),
    ] {
        let verdict = verdict(purpose, found);
        assert_eq!(verdict.status, status, "{purpose:?} {found:?}");
        assert_eq!(verdict.fix.is_some(), status != Ok, "{purpose:?} {found:?}");
    }
}

#[test]
fn reports_are_trusted_from_the_domains_mail_hosts() {
    let google = ["5 gmail-smtp-in.l.google.com.", "10 ALT1.gmail-smtp-in.l.Google.com."];
    for (reporter, domain, records, knows) in [
        ("a.example", "a.example", &[][..], true),
        ("a.example", "mail.a.example", &[], true),
        ("mail.a.example", "a.example", &[], false),
        ("mx.a.example", "a.example", &["10 mx.a.example."], true),
        ("host.example", "a.example", &["10 mx1.host.example.", "20 other.example"], true),
        ("ost.example", "a.example", &["10 mx1.host.example."], false),
        ("a.mx1.host.example", "a.example", &["10 mx1.host.example."], false),
        ("b.example", "a.example", &["0 ."], false),
        ("googlemail.com", "gmail.com", &google, true),
        ("google.com", "gmail.com", &google, true),
        ("googlemail.com", "a.example", &["10 mx.a.example."], false),
        ("b.example", "gmail.com", &google, false),
    ] {
        let records: Vec<_> = records.iter().map(|&record| record.to_owned()).collect();
        assert_eq!(is_mail_host(reporter, domain, &records), knows, "{reporter} {domain}");
    }
}

#[test]
fn mail_comes_here_only_without_foreign_mx_records() {
    let records = records("a.example", "proof=1");
    for (found, here) in [
        (&["10 route1.mx.cloudflare.net.", "20 route2.mx.cloudflare.net."][..], true),
        (&["10 route3.mx.cloudflare.net"], true),
        (&["10 route1.mx.cloudflare.net", "5 mx.other.example."], false),
        (&["5 mx.other.example."], false),
        (&[], false),
    ] {
        let mut seen = Seen::default();
        assert!(!comes_here(&records, &seen), "nobody has looked");
        seen.note(Kind::Mx, "a.example", found.iter().map(|&text| text.to_owned()).collect());
        assert_eq!(comes_here(&records, &seen), here, "{found:?}");
    }
}

#[test]
fn txt_records_are_read_in_any_notation() {
    for (data, text) in [
        ("plain text", "plain text"),
        ("\"one\"", "one"),
        ("\"one \" \"two\"", "one two"),
        ("\"one\"\"two\"", "onetwo"),
        (r#""a\"b\\c\059d""#, r#"a"b\c;d"#),
        (r#""\195\164""#, "ä"),
        (r#""open"#, "open"),
        (r#""\"#, "\\"),
        ("", ""),
    ] {
        assert_eq!(unquoted(data), text, "{data}");
    }
}
