//! The calendar.

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::{
    api::{Api, path},
    list::{List, Page},
    output::{self, cell, minute},
};

#[derive(Subcommand)]
pub enum CalendarCommand {
    /// List events: with --from or --to, each occurrence of a repeating one.
    List {
        /// Only events that end after this time (RFC 3339).
        #[arg(long)]
        from: Option<String>,
        /// Only events that start before this time (RFC 3339).
        #[arg(long)]
        to: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// Add an event.
    Add(NewEvent),
    /// Delete an event, with all of its occurrences.
    Delete { id: String },
}

#[derive(Args)]
pub struct NewEvent {
    /// The title.
    summary: String,
    /// A time (RFC 3339), or a date for whole days.
    #[arg(long)]
    start: String,
    /// The end, in the format of --start. For whole days, the day after the last one.
    #[arg(long)]
    end: String,
    /// The IANA time zone of the times, such as Europe/Berlin. Default: UTC.
    #[arg(long)]
    timezone: Option<String>,
    #[arg(long)]
    location: Option<String>,
    #[arg(long)]
    description: Option<String>,
    /// How it repeats (RFC 5545), such as FREQ=WEEKLY;COUNT=10.
    #[arg(long)]
    rrule: Option<String>,
    /// The email address of a person. Repeat it for more.
    #[arg(long)]
    attendee: Vec<String>,
    /// Invite the attendees by email.
    #[arg(long, requires = "attendee")]
    invite: bool,
}

pub fn run(api: &Api, json: bool, command: &CalendarCommand) -> Result<()> {
    match command {
        CalendarCommand::List { from, to, page } => {
            let list = List {
                items: "events",
                cursor: "cursor",
                headings: ["ID", "START", "END", "SUMMARY"],
                row: |event| {
                    let (start, end) = (minute(&event["start"]), minute(&event["end"]));
                    [cell(&event["id"]), start, end, cell(&event["summary"])]
                },
            };
            list.print(json, page, || {
                api.get("/v1/calendar/events").query("from", from.as_ref()).query("to", to.as_ref())
            })
        }
        CalendarCommand::Add(event) => {
            let reply = api.post("/v1/calendar/events")?.json(event.body()).send()?;
            let id = cell(&reply.json()?["id"]);
            output::line(&if json { reply.body } else { format!("added {id}") })
        }
        CalendarCommand::Delete { id } => {
            let reply = api.delete(&path("/v1/calendar/events/", id, "")).send()?;
            output::line(&if json { reply.body } else { format!("deleted {id}") })
        }
    }
}

impl NewEvent {
    fn body(&self) -> serde_json::Value {
        let mut body = json!({ "summary": self.summary, "start": self.start, "end": self.end });
        let optional = [
            ("timezone", &self.timezone),
            ("location", &self.location),
            ("description", &self.description),
            ("rrule", &self.rrule),
        ];
        for (field, value) in optional {
            if let Some(value) = value {
                body[field] = json!(value);
            }
        }
        if !self.attendee.is_empty() {
            body["attendees"] = json!(self.attendee);
            body["invite"] = json!(self.invite);
        }
        body
    }
}
