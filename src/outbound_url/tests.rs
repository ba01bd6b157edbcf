use super::*;

fn refused(url: &str) -> &'static str {
    let Err(reason) = OutboundUrl::parse(url, UrlPolicy::Public) else { panic!("{url} was taken") };
    reason
}

#[test]
fn public_names_and_addresses_are_taken() {
    for url in [
        "https://hooks.example.com/a?b=c",
        "https://hooks.example.com:8443/",
        "https://8.8.8.8/",
        "https://172.32.0.1/",
        "https://100.128.0.1/",
        "https://[2606:4700::1111]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[64:ff9b::808:808]/",
        "https://localhost.example.com/",
        "https://notlocal.example/",
        "https://mylocalhost.dev/",
    ] {
        assert!(OutboundUrl::parse(url, UrlPolicy::Public).is_ok(), "{url}");
    }
}

#[test]
fn names_of_private_places_are_refused() {
    for host in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "app.localhost",
        "printer.local",
        "metadata.google.internal",
        "metadata",
        "intranet",
        "db.corp",
        "router.lan",
        "x.home.arpa",
        "metadata.azure.com",
        "ⓛocalhost",
    ] {
        assert!(refused(&format!("https://{host}/")).contains("private"), "{host}");
    }
}

#[test]
fn private_addresses_are_refused_however_they_are_written() {
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "127.0.0.1.",
        "0",
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "169.254.169.254",
        "2852039166",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "①②⑦.⓪.⓪.①",
        "[::]",
        "[::1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:169.254.169.254]",
        "[0:0:0:0:0:ffff:a00:1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::169.254.169.254]",
        "[64:ff9b:1::1]",
        "[100::1]",
        "[2001::1]",
        "[2001:2::1]",
        "[2001:db8::1]",
        "[2002:7f00:1::]",
        "[2002:c0a8:101::1]",
        "[2600::5efe:10.0.0.1]",
        "[3fff::1]",
        "[5f00::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
    ] {
        assert!(refused(&format!("https://{host}/")).contains("private"), "{host}");
    }
}

#[test]
fn anything_but_a_plain_https_url_is_refused() {
    assert_eq!(refused("http://hooks.example.com/"), "is not https");
    assert_eq!(refused("ftp://hooks.example.com/"), "is neither https nor http");
    assert_eq!(refused("file:///etc/passwd"), "is neither https nor http");
    assert_eq!(refused("hooks.example.com/a"), "is not an absolute URL");
    assert_eq!(refused("https://"), "is not an absolute URL");
    assert_eq!(refused("https://user@hooks.example.com/"), "carries a user name or password");
    assert_eq!(refused("https://:secret@hooks.example.com/"), "carries a user name or password");
    assert_eq!(refused("https://hooks.example.com@127.0.0.1/"), "carries a user name or password");
    assert_eq!(refused(&format!("https://hooks.example.com/{}", "x".repeat(2048))), "is longer than 2,048 bytes");
}

#[test]
fn loopback_is_this_machine_and_nothing_else_that_is_private() {
    for url in [
        "http://127.0.0.1:9000/a",
        "http://127.9.9.9/",
        "http://localhost:9000/",
        "https://localhost./",
        "https://[::1]:9000/",
        "https://hooks.example.com/",
    ] {
        assert!(OutboundUrl::parse(url, UrlPolicy::Loopback).is_ok(), "{url}");
    }
    for url in ["http://hooks.example.com/", "http://10.0.0.1/", "http://192.168.1.1:8080/", "http://printer.local/"] {
        assert_eq!(OutboundUrl::parse(url, UrlPolicy::Loopback), Err("is not https"), "{url}");
    }
    for host in ["10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0", "[::]", "[fd00::1]", "[::ffff:127.0.0.1]"] {
        let refused = OutboundUrl::parse(&format!("https://{host}/"), UrlPolicy::Loopback);
        assert_eq!(refused, Err("names a private, local or reserved host"), "{host}");
    }
    for name in ["app.localhost", "printer.local", "metadata.google.internal", "intranet"] {
        assert!(OutboundUrl::parse(&format!("https://{name}/"), UrlPolicy::Loopback).is_err(), "{name}");
    }
}

fn own(url: &str, hosts: &OwnHosts) -> bool {
    hosts.include(&OutboundUrl::parse(url, UrlPolicy::Anywhere).unwrap_or_else(|reason| panic!("{url} {reason}")))
}

#[test]
fn hosts_of_the_deployment_are_its_own() {
    let hosts = OwnHosts::new("https://api.deployed.example", "mail.example", None, "Warren").expect("good");
    for url in [
        "https://api.deployed.example/v1/pods",
        "https://API.deployed.example./",
        "https://api.deployed.example:8443/",
        "http://api.deployed.example/",
        "https://mail.example/",
        "https://acme.mail.example/",
        "https://a.b.mail.example./",
        "https://warren.somebody.workers.dev/",
        "https://0a1b2c3d-warren.somebody.workers.dev/",
    ] {
        assert!(own(url, &hosts), "{url}");
    }
    for url in [
        "https://deployed.example/",
        "https://hooks.deployed.example/",
        "https://sub.api.deployed.example/",
        "https://notmail.example/",
        "https://mail.example.org/",
        "https://other.somebody.workers.dev/",
        "https://mywarren.somebody.workers.dev/",
        "https://warren.workers.dev/",
        "https://x.warren.somebody.workers.dev/",
        "https://127.0.0.1/",
    ] {
        assert!(!own(url, &hosts), "{url}");
    }
}

#[test]
fn on_ones_own_machine_the_port_tells_the_deployment_from_others() {
    let hosts = OwnHosts::new("http://127.0.0.1:8787", "mail.example", None, "warren").expect("good");
    for url in ["http://127.0.0.1:8787/", "http://localhost:8787/", "http://[::1]:8787/", "http://127.0.0.2:8787/"] {
        assert!(own(url, &hosts), "{url}");
    }
    for url in ["http://127.0.0.1:9000/", "http://localhost/", "http://8.8.8.8:8787/"] {
        assert!(!own(url, &hosts), "{url}");
    }
    let numbered = OwnHosts::new("https://203.0.114.7", "mail.example", None, "warren").expect("good");
    assert!(own("https://203.0.114.7:8443/", &numbered) && !own("https://203.0.114.8/", &numbered));
}

#[test]
fn anywhere_is_anywhere_that_is_reached_by_http() {
    for url in ["http://127.0.0.1:9000/a", "http://localhost/", "https://[::1]/", "http://printer.local/"] {
        assert!(OutboundUrl::parse(url, UrlPolicy::Anywhere).is_ok(), "{url}");
    }
    for url in ["file:///etc/passwd", "http://user@localhost/", "nonsense"] {
        assert!(OutboundUrl::parse(url, UrlPolicy::Anywhere).is_err(), "{url}");
    }
}
