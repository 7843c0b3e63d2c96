//! Where a game is played: a server behind a link that can be cut.

use std::net::{TcpListener, TcpStream};
use std::thread;

use mailpane::demo::DemoServer;
use mailpane::model::{Account, Security};

use crate::support::client::account;
use crate::support::imap::Client;
use crate::support::link::{Character, Link};

/// One account; the window reaches it through the link, the second client at once.
pub struct Server {
    pub link: Link,
    port: u16,
    user: &'static str,
    password: &'static str,
}

impl Server {
    pub fn new(port: u16, user: &'static str, password: &'static str) -> Self {
        Self { link: Link::start(port, Character::default()), port, user, password }
    }

    /// The server inside the program, on a port of loopback.
    pub fn demo(server: DemoServer) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        named("demo-listen", move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                named("demo-serve", move || serve(&server, stream));
            }
        });
        Self::new(port, "demo", "demo")
    }

    pub fn client(&self) -> Client {
        let mut client = Client::connect(self.port).expect("the server greets");
        client.login(self.user, self.password);
        client
    }

    pub fn account(&self) -> (Account, &'static str) {
        (account(self.user, Security::Plaintext, self.link.port, None), self.password)
    }
}

fn named(name: &str, work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().name(name.to_owned());
    thread.spawn(work).expect("the system has threads");
}

fn serve(server: &DemoServer, stream: TcpStream) {
    stream.set_nodelay(true).expect("a socket of loopback");
    let reader = stream.try_clone().expect("a socket can be doubled");
    server.serve(reader, stream);
}
