//! What a server holds: a mailbox that is a plain list of UIDs.

use mailpane::model::ThreadNode;

/// What the server holds.
#[derive(Clone, Debug)]
pub struct Server {
    pub uids: Vec<u32>,
    pub next_uid: u32,
}

impl Server {
    pub fn exists(&self) -> u32 {
        self.uids.len() as u32
    }

    pub fn arrive(&mut self, count: u8) {
        for _ in 0..count {
            self.next_uid += 1;
            self.uids.push(self.next_uid);
        }
    }

    pub fn remove(&mut self, count: u8, at: u32) {
        for _ in 0..count {
            if !self.uids.is_empty() {
                self.uids.remove(at as usize % self.uids.len());
            }
        }
    }

    pub fn uid(&self, seq: u32) -> u32 {
        self.uids[seq as usize - 1]
    }

    pub fn seq(&self, uid: u32) -> Option<u32> {
        self.uids.iter().position(|held| *held == uid).map(|at| at as u32 + 1)
    }

    /// All sequence numbers in an order that has nothing to do with arrival.
    pub fn sorted(&self) -> Vec<u32> {
        let mut seqs: Vec<u32> = (1..=self.exists()).collect();
        seqs.sort_by_key(|seq| self.uid(*seq).wrapping_mul(2_654_435_761));
        seqs
    }

    /// Five conversations, each message answering the one before it.
    pub fn threads(&self) -> Vec<ThreadNode> {
        let mut nodes = Vec::new();
        for thread in 0..5 {
            let members = (1..=self.exists()).filter(|seq| self.uid(*seq) % 5 == thread);
            nodes.extend(
                members.zip(0_u16..).map(|(seq, depth)| ThreadNode { seq, depth: depth.min(9) }),
            );
        }
        nodes
    }
}
