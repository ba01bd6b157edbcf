-- Events about messages of the outbox that were deleted without them.
DELETE FROM event WHERE about GLOB 'out_*' AND about NOT IN (SELECT id FROM outgoing);
