"""Reaching for anything by a socket."""

import os
import socket

from tests.attacks.probes import probe


@probe("connect to a port of this machine")
def tcp(env):
    return socket.create_connection(("127.0.0.1", env["port"]), 2).recv(9)


@probe("listen on a port")
def listen(env):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return True


@probe("send a datagram")
def udp(env):
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9))


@probe("make an IPv6 socket", unproven="a machine may be without IPv6")
def ipv6(env):
    return socket.socket(socket.AF_INET6)


@probe("connect to a socket that has a path")
def unix(env):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(env["unix"])
    return connection.recv(9)


@probe("connect to a socket that has only a name")
def abstract(env):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect("\0" + env["abstract"])
    return connection.recv(9)


@probe("ask the kernel about the network")
def netlink(env):
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)


@probe("make packets of its own", unproven="needs rights in the network's own user namespace")
def raw(env):
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)


@probe("make a pair of sockets")
def pair(env):
    return socket.socketpair()


@probe("make a pipe")
def pipe(env):
    return os.pipe()


@probe("look up a name")
def resolve(env):
    return socket.getaddrinfo("localhost", 80)
