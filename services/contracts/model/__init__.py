"""What contracts knows: organisations and their people, debriefings asked for, the network's choices. All frozen."""
