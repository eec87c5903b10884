package dev.berth.edge.route;

/// Who is at the other end of a client connection.
///
/// @param host the address as text, an IPv6 address without brackets; `unix` for a unix domain socket
/// @param port 0 for a unix domain socket
/// @param secure the connection is encrypted up to here
public record Peer(String host, int port, boolean secure) {}
