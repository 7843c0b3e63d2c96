//! A message on paper, or as PDF.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::html::Image;
use crate::model::PartId;
use crate::reading::Reading;

use super::action::Look;

/// A PDF that the user was asked a path for; never used twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrintId(pub u32);

/// A message to print.
#[derive(Clone, Debug)]
pub struct PrintJob {
    pub reading: Arc<Reading>,
    /// Pictures of its page that came after it.
    pub images: Vec<Arc<Image>>,
    /// The same of what stands below: a text's pictures, or the picture that the part is.
    pub images_below: BTreeMap<PartId, Vec<Arc<Image>>>,
    /// As it was meant, or as text.
    pub look: Look,
    pub to: PrintTo,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintTo {
    Printer,
    /// As PDF; chosen by the user.
    File(PathBuf),
}
