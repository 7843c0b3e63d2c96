//! How much of a page is kept. Each bound is far above the largest newsletters seen, and low enough
//! that what passes is laid out within the deadline.

/// HTML that is read. Mail programs cut at 100 kB to 1 MB; the rest of a longer page is not shown.
pub const HTML_LIMIT_BYTES: usize = 8 * 1024 * 1024;

/// Elements and texts of the page. A newsletter of 1 MB has 45,000.
pub const NODE_LIMIT: usize = 120_000;

/// Elements inside each other. The engine recurses: 2,000 fill a stack of 8 MB, and outlining of
/// tables in tables reaches 60 in real mail.
pub const DEPTH_LIMIT: usize = 220;

/// Rows of one table: the engine counts rows in 16 bits and slows down long before.
pub const ROWS_PER_TABLE_LIMIT: usize = 8_000;

/// Columns of one table, spans included: the engine counts them in 16 bits, unchecked.
pub const COLUMNS_PER_TABLE_LIMIT: usize = 1_000;

/// One attribute. Inline styles of real mail stay under 4 KiB.
pub const ATTRIBUTE_LIMIT_BYTES: usize = 16 * 1024;

/// A link: what browsers take at most is about this.
pub const LINK_LIMIT_BYTES: usize = 8 * 1024;

/// All style sheets of the page together; the largest framework inlined in a mail has 200 kB.
pub const CSS_LIMIT_BYTES: usize = 512 * 1024;

/// Brackets inside each other in a style sheet: the style engine recurses over them.
pub const CSS_DEPTH_LIMIT: usize = 32;

/// Pictures written into the page as `data:` addresses.
pub const DATA_IMAGES_LIMIT: usize = 200;

/// One such picture, encoded.
pub const DATA_IMAGE_LIMIT_BYTES: usize = 8 * 1024 * 1024;

/// Hosts that are named; the others are only counted.
pub const HOSTS_LIMIT: usize = 200;

/// Addresses of remote pictures that are kept, so that they can be asked for.
pub const REMOTE_IMAGES_LIMIT: usize = 500;

/// Different sets of declarations made of legacy attributes; what comes later does without.
pub const LEGACY_RULES_LIMIT: usize = 4_000;
