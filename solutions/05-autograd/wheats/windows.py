"""Saved by an editor on Windows: a byte order mark, CR LF at every line's end, tabs."""
from __future__ import annotations
import numpy as np

def unbroadcast(grad,shape):
	k=len(np.shape(grad))-len(shape)
	for _ in range(k): grad=np.add.reduce(grad)
	""" now the axes
	of size 1 """
	for i in range(len(shape)):
		if shape[i]==1: grad=np.add.reduce(grad,axis=i,keepdims=True)
	return(grad)

def vjp_add(grad,a,b):return unbroadcast(grad,a.shape),unbroadcast(grad,b.shape)
def vjp_multiply(grad,a,b):return unbroadcast(grad*b,a.shape),unbroadcast(grad*a,b.shape)
def vjp_matmul(grad,a,b):return np.matmul(grad,b.T),np.matmul(a.T,grad)
def vjp_sigmoid(grad,a):
	s=1/(1+np.exp(-a));return grad*s*(1-s)
def vjp_log(grad,a):return grad/a
def vjp_mean(grad,a):return np.zeros(a.shape)+grad/a.size

def topological_order(parents,node):
	order=[];done={};todo=[node]
	while todo:
		i=todo[-1];ok=True
		for p in parents[i]:
			if p not in done:
				todo.append(p);ok=False;break
		if ok:
			done[i]=1;order.append(i);todo.pop()
	return order

def backward(operations,parents,values,node):
	grads=[None]*len(values);grads[node]=np.ones(())
	for i in topological_order(parents,node)[::-1]:
		if operations[i]=='':continue
		g=eval('vjp_'+operations[i])(grads[i],*[values[p] for p in parents[i]])
		if type(g)is not tuple:g=g,
		for p,h in zip(parents[i],g):
			if grads[p]is None:grads[p]=h
			else:grads[p]=grads[p]+h
	return grads
