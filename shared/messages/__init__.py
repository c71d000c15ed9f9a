"""The published language: every event that crosses from one service to another, by its owner."""
