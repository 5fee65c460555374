"""Saved by an editor on Windows: a byte order mark, CR LF at every line's end, tabs."""
import numpy as np


def sigmoid(z):
	return 1/(1+np.exp(-z))

def forward(X,params):
	W1=params['W1'];b1=params['b1'];W2=params['W2'];b2=params['b2']
	z1=np.matmul(X,W1)+b1;a1=sigmoid(z1)
	z2=np.matmul(a1,W2)+b2;a2=sigmoid(z2)
	return(a2,{'X':X,'z1':z1,'a1':a1,'z2':z2,'a2':a2})

def loss(y_hat,y):
	return np.mean((y-y_hat)**2)

def backward(y,cache,params):
	a1=cache['a1'];a2=cache['a2']
	''' y is what it should be,
	a2 is what it is '''
	d2=-2*(y-a2)*a2*(1-a2)/(y.shape[0]*y.shape[1])
	d1=np.matmul(d2,params['W2'].T)*a1*(1-a1)
	return {'W1':np.matmul(cache['X'].T,d1),'b1':np.sum(d1,0), \
		'W2':np.matmul(a1.T,d2),'b2':np.sum(d2,0)}

def update(params,grads,lr):
	return {k:params[k]-lr*grads[k] for k in ['W1','b1','W2','b2']}
