//! Well-known mail providers: data only. One line a provider, sorted by region and size.
//!
//! Only servers the providers publish themselves. A domain that is not here is tried at
//! `imap.DOMAIN`, so only what differs from that, or needs a note, has to be listed.

use crate::model::Security;

/// What the provider takes as login name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Login {
    Address,
    /// The part before the `@`.
    LocalPart,
}

#[derive(Debug)]
pub(super) struct Provider {
    pub(super) domains: &'static [&'static str],
    pub(super) host: &'static str,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) login: Login,
    pub(super) note: Option<&'static str>,
}

const APP_PASSWORD: Option<&str> = Some(
    "This provider wants an app password here: make one in its account settings, under security.",
);
const SWITCH_ON: Option<&str> =
    Some("IMAP must be switched on once in this provider's web mail, under settings.");
const CODE: Option<&str> = Some(
    "IMAP must be switched on once in this provider's web mail; it then shows an authorisation \
     code, which is the password here.",
);
const GOOGLE: Option<&str> = Some(
    "Google wants an app password here: make one at myaccount.google.com/apppasswords \
     (2-step verification must be on).",
);
const MICROSOFT: Option<&str> = Some(
    "Microsoft accepts no passwords over IMAP any more: an OAuth access token is needed \
     (auth = \"xoauth2\" in accounts.toml).",
);
const PROTON: Option<&str> = Some(
    "Proton Mail Bridge must run on this computer; user, password and certificate are the ones \
     Bridge shows.",
);
const OWN_PASSWORD: Option<&str> = Some(
    "This provider has a mail password of its own for programs: set it in the account settings.",
);

/// TLS at port 993, with the whole address as login name.
const fn tls(
    host: &'static str,
    domains: &'static [&'static str],
    note: Option<&'static str>,
) -> Provider {
    Provider { domains, host, port: 993, security: Security::Tls, login: Login::Address, note }
}

/// As [`tls`], with the part before the `@` as login name.
const fn tls_local(
    host: &'static str,
    domains: &'static [&'static str],
    note: Option<&'static str>,
) -> Provider {
    Provider { domains, host, port: 993, security: Security::Tls, login: Login::LocalPart, note }
}

#[rustfmt::skip] // One line a provider reads as the table it is.
pub(super) const PROVIDERS: &[Provider] = &[
    // Everywhere.
    tls("imap.gmail.com", &["gmail.com", "googlemail.com"], GOOGLE),
    tls("outlook.office365.com", &[
        "outlook.com", "hotmail.com", "live.com", "msn.com", "windowslive.com", "passport.com",
        "outlook.de", "outlook.fr", "outlook.it", "outlook.es", "outlook.jp", "outlook.com.br",
        "hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.it", "hotmail.es",
        "live.co.uk", "live.fr", "live.de", "live.it", "live.nl", "live.ca", "live.com.au",
    ], MICROSOFT),
    tls("imap.mail.yahoo.com", &[
        "yahoo.com", "ymail.com", "rocketmail.com", "myyahoo.com", "yahoo.co.uk", "yahoo.fr",
        "yahoo.de", "yahoo.it", "yahoo.es", "yahoo.ca", "yahoo.in", "yahoo.co.in",
        "yahoo.com.br", "yahoo.com.au", "yahoo.com.mx", "yahoo.com.ar", "rogers.com",
    ], APP_PASSWORD),
    tls("imap.aol.com", &["aol.com", "aim.com", "verizon.net"], APP_PASSWORD),
    tls_local("imap.mail.me.com", &["icloud.com", "me.com", "mac.com"], APP_PASSWORD),
    tls("imap.fastmail.com", &["fastmail.com", "fastmail.fm"], APP_PASSWORD),
    tls("imap.zoho.com", &["zoho.com", "zohomail.com"], SWITCH_ON),
    tls("imap.zoho.eu", &["zoho.eu", "zohomail.eu"], SWITCH_ON),
    tls("imap.zoho.in", &["zohomail.in"], SWITCH_ON),
    tls("imap.mail.com", &["mail.com"], SWITCH_ON),
    Provider {
        domains: &["proton.me", "protonmail.com", "protonmail.ch", "pm.me"],
        host: "127.0.0.1", port: 1143, security: Security::StartTls, login: Login::Address,
        note: PROTON,
    },
    tls("imap.hushmail.com", &["hushmail.com", "hush.com"], None),
    tls("imap.startmail.com", &["startmail.com"], APP_PASSWORD),
    tls("mail.runbox.com", &["runbox.com"], None),
    tls("imap.migadu.com", &["migadu.com"], None),
    tls("secure.emailsrvr.com", &["emailsrvr.com"], None),
    tls("imap.secureserver.net", &["secureserver.net"], None),
    tls("mail.privateemail.com", &["privateemail.com"], None),
    tls("mail.gandi.net", &["gandi.net"], None),

    // German-speaking countries.
    tls("imap.gmx.net", &["gmx.de", "gmx.net", "gmx.at", "gmx.ch"], SWITCH_ON),
    tls("imap.gmx.com", &["gmx.com", "gmx.us"], SWITCH_ON),
    tls("imap.web.de", &["web.de"], SWITCH_ON),
    tls("secureimap.t-online.de", &["t-online.de", "magenta.de"], OWN_PASSWORD),
    tls("mx.freenet.de", &["freenet.de"], None),
    tls("imap.ionos.de", &["1und1.de", "online.de", "onlinehome.de"], None),
    tls("imap.strato.de", &["strato.de"], None),
    tls("imap.vodafonemail.de", &["vodafonemail.de", "arcor.de"], None),
    tls("imap.mailbox.org", &["mailbox.org"], None),
    tls("posteo.de", &["posteo.de", "posteo.net", "posteo.org", "posteo.eu", "posteo.at", "posteo.ch"], None),
    tls("mail.eclipso.de", &["eclipso.de", "eclipso.eu"], None),
    tls("securemail.a1.net", &["a1.net", "aon.at"], None),
    tls("imaps.bluewin.ch", &["bluewin.ch"], None),
    tls("mail.infomaniak.com", &["ik.me", "ikmail.com", "etik.com"], APP_PASSWORD),

    // France, Benelux.
    tls("imap.orange.fr", &["orange.fr", "wanadoo.fr"], None),
    tls("imap.free.fr", &["free.fr"], None),
    tls("imap.laposte.net", &["laposte.net"], None),
    tls("imap.sfr.fr", &["sfr.fr", "neuf.fr"], None),
    tls("imap.bbox.fr", &["bbox.fr"], None),
    tls("ssl0.ovh.net", &["ovh.net", "ovh.fr"], None),
    tls("mail.mailo.com", &["mailo.com"], None),
    tls("imap.mailfence.com", &["mailfence.com"], None),
    tls("imap.telenet.be", &["telenet.be", "pandora.be"], None),
    tls("imap.proximus.be", &["proximus.be", "skynet.be"], None),
    tls("imap.kpnmail.nl", &["kpnmail.nl", "kpnplanet.nl", "planet.nl", "hetnet.nl"], None),
    tls("imap.ziggo.nl", &["ziggo.nl", "ziggomail.com", "home.nl", "casema.nl", "quicknet.nl", "upcmail.nl", "chello.nl"], None),

    // Italy, Portugal.
    tls("imapmail.libero.it", &["libero.it", "inwind.it", "iol.it", "blu.it", "giallo.it"], SWITCH_ON),
    tls("in.virgilio.it", &["virgilio.it"], SWITCH_ON),
    tls("imap.tiscali.it", &["tiscali.it"], None),
    tls("imaps.aruba.it", &["aruba.it"], None),
    tls("imaps.pec.aruba.it", &["pec.it"], None),
    tls("imap.sapo.pt", &["sapo.pt"], None),

    // Great Britain.
    tls("mail.btinternet.com", &["btinternet.com", "btopenworld.com", "talk21.com"], None),
    tls("imap.virginmedia.com", &["virginmedia.com", "virgin.net", "ntlworld.com", "blueyonder.co.uk"], None),
    tls("imap.tools.sky.com", &["sky.com"], APP_PASSWORD),
    tls("mail.talktalk.net", &["talktalk.net"], None),

    // Poland, Czechia, Baltics, Bulgaria, Ukraine, Russia.
    tls("imap.wp.pl", &["wp.pl"], SWITCH_ON),
    tls("imap.poczta.onet.pl", &["onet.pl", "onet.eu", "op.pl", "vp.pl", "poczta.onet.pl"], SWITCH_ON),
    tls("poczta.interia.pl", &["interia.pl", "interia.eu", "poczta.fm"], SWITCH_ON),
    tls("poczta.o2.pl", &["o2.pl", "tlen.pl", "go2.pl"], SWITCH_ON),
    tls("imap.seznam.cz", &["seznam.cz", "email.cz", "post.cz", "spoluzaci.cz"], SWITCH_ON),
    tls("mail.inbox.lv", &["inbox.lv"], SWITCH_ON),
    tls("imap.abv.bg", &["abv.bg"], SWITCH_ON),
    tls("imap.ukr.net", &["ukr.net"], SWITCH_ON),
    tls("imap.yandex.ru", &["yandex.ru", "ya.ru", "yandex.by", "yandex.kz"], APP_PASSWORD),
    tls("imap.yandex.com", &["yandex.com"], APP_PASSWORD),
    tls("imap.mail.ru", &["mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru"], APP_PASSWORD),
    tls("imap.rambler.ru", &["rambler.ru", "lenta.ru", "autorambler.ru", "myrambler.ru", "ro.ru"], SWITCH_ON),

    // America.
    tls("imap.mail.att.net", &["att.net", "sbcglobal.net", "bellsouth.net", "ameritech.net", "pacbell.net", "swbell.net"], APP_PASSWORD),
    tls("imap.comcast.net", &["comcast.net"], SWITCH_ON),
    tls("imap.earthlink.net", &["earthlink.net"], None),
    tls("imap.shaw.ca", &["shaw.ca"], None),
    tls("imap.bell.net", &["bell.net", "sympatico.ca"], None),
    tls("imap.uol.com.br", &["uol.com.br"], None),
    tls("imap.terra.com.br", &["terra.com.br"], None),

    // Asia, Australia.
    tls("imap.qq.com", &["qq.com", "vip.qq.com", "foxmail.com"], CODE),
    tls("imap.163.com", &["163.com"], CODE),
    tls("imap.126.com", &["126.com"], CODE),
    tls("imap.yeah.net", &["yeah.net"], CODE),
    tls("imap.sina.com", &["sina.com"], CODE),
    tls("imap.sina.cn", &["sina.cn"], CODE),
    tls("imap.aliyun.com", &["aliyun.com"], None),
    tls_local("imap.naver.com", &["naver.com"], SWITCH_ON),
    tls_local("imap.daum.net", &["daum.net", "hanmail.net"], SWITCH_ON),
    tls("imap.mail.yahoo.co.jp", &["yahoo.co.jp"], SWITCH_ON),
    tls("imap.telstra.com", &["bigpond.com", "bigpond.net.au", "telstra.com"], None),
];
